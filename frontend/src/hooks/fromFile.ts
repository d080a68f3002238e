import { createContext } from "react";

/** Whether what is shown is an exported tree: nothing more of it is read from the server. */
export const FromFile = createContext(false);
