import { Alert, type AlertProps } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";

type Props = Omit<AlertProps, "ref" | "isInline" | "variant" | "variantLabel" | "component"> & {
  variant: "info" | "success" | "warning" | "danger";
};

/** An alert in the page, whose kind screen readers read in the user's language. */
export function Notice({ variant, ...props }: Props) {
  const { t } = useTranslation();
  const labels: Record<Props["variant"], string> = {
    info: t("appPasswordsNote"),
    success: t("appPasswordsNote"),
    warning: t("appPasswordsWarning"),
    danger: t("appPasswordsError"),
  };
  return <Alert isInline variant={variant} variantLabel={labels[variant]} component="h2" {...props} />;
}
