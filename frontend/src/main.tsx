import "@fontsource-variable/inter/opsz.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "@/theme/base.css";
import "@/theme/forced.css";
import "@/theme/print.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { addressBelowBase } from "@/lib/app/base";
import { App } from "./App";

const root = document.getElementById("root");
const elsewhere = addressBelowBase(window.location);
if (elsewhere !== undefined) {
  window.location.replace(elsewhere);
} else if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
