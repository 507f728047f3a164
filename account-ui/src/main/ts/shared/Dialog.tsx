import { Modal, ModalVariant, type ModalProps } from "@patternfly/react-core";

/** A dialog that shows all of its title and all of its buttons on a phone, too. */
export function Dialog(props: Omit<ModalProps, "ref" | "isOpen" | "variant" | "className">) {
  return <Modal isOpen variant={ModalVariant.small} className="app-passwords-dialog" {...props} />;
}
