import { Modal, ModalVariant, type ModalProps } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import { useBackCloses } from "./dialogHistory";
import { isComposing } from "./isComposing";

type Props = Omit<
  ModalProps,
  "ref" | "isOpen" | "variant" | "className" | "showClose" | "onEscapePress" | "titleLabel" | "onClose"
> & {
  /** Called for Escape. */
  onClose?: () => void;
  /** Called for the browser's Back; the same by default. */
  onBack?: () => void;
};

/**
 * A dialog that shows its whole title and all of its buttons, even on a phone. Its buttons, Escape and the browser's
 * Back close it. It has no cross, whose name is English in every language.
 */
export function Dialog({ onClose = () => undefined, onBack = onClose, ...props }: Props) {
  const { t } = useTranslation();
  useBackCloses(onBack);
  return (
    <Modal
      isOpen
      variant={ModalVariant.small}
      className="app-passwords-dialog"
      showClose={false}
      onEscapePress={(event) => isComposing(event) || onClose()}
      titleLabel={props.titleIconVariant ? t("appPasswordsWarning") : ""}
      {...props}
    />
  );
}
