import { useTranslation } from "react-i18next";
import { isNetwork } from "../model/networks";

/** Returns what is wrong with the networks; undefined if nothing is. */
export function useNetworksErrorText(networks: readonly string[], maxNetworks: number): string | undefined {
  const { t } = useTranslation();
  if (!networks.every(isNetwork)) {
    return t("appPasswordsErrorNetworks");
  }
  return networks.length > maxNetworks
    ? t("appPasswordsErrorNetworksTooMany", { max: maxNetworks })
    : undefined;
}
