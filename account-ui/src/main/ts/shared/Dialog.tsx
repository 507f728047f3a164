import { Modal, ModalVariant, type ModalProps } from "@patternfly/react-core";

/** A dialog that shows its whole title and all of its buttons, even on a phone. */
export function Dialog(props: Omit<ModalProps, "ref" | "isOpen" | "variant" | "className">) {
  return <Modal isOpen variant={ModalVariant.small} className="app-passwords-dialog" {...props} />;
}
