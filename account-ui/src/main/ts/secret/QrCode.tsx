import { Text } from "@patternfly/react-core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { qrPath } from "./qrPath";

type Props = { text: string };

/** A QR code, generated in the browser. Black on white in dark mode too, because some cameras cannot read the reverse. */
export function QrCode({ text }: Props) {
  const { t } = useTranslation();
  const { size, path } = useMemo(() => qrPath(text), [text]);
  return (
    <figure className="app-passwords-qr">
      <svg role="img" aria-label={t("appPasswordsQrLabel")} viewBox={`0 0 ${size} ${size}`}>
        <rect width={size} height={size} fill="#fff" />
        <path d={path} fill="#000" shapeRendering="crispEdges" />
      </svg>
      <figcaption>
        <Text component="small">{t("appPasswordsQrHint")}</Text>
      </figcaption>
    </figure>
  );
}
