import { Button } from "@chakra-ui/react";
import { X } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";
import "./Modal.css";

interface ModalProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** The browser's own dialog: it keeps the focus inside and gives it back, and Escape closes it. */
export function Modal({ title, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();
  return (
    <dialog ref={dialog} className="modal" aria-labelledby={id} onClose={onClose}>
      <div className="modal-content">
        <h2 id={id} className="modal-title">
          {title}
        </h2>
        <span className="modal-close">
          <Button variant="ghost" size="icon" aria-label="Close" onClick={close}>
            <X size="1rem" aria-hidden="true" />
          </Button>
        </span>
        {children}
      </div>
    </dialog>
  );
}
