import { useTranslation } from "react-i18next";
import { isNetwork } from "../model/networks";
import { useDates } from "../shared/useDates";

/** Longer than any network. */
const MAX_SHOWN = 64;

/** Returns what is wrong with the networks; undefined if nothing is. */
export function useNetworksErrorText(networks: readonly string[], maxNetworks: number): string | undefined {
  const { t } = useTranslation();
  const dates = useDates();
  const invalid = networks.find((network) => !isNetwork(network));
  if (invalid !== undefined) {
    return t("appPasswordsErrorNetworks", { network: invalid.slice(0, MAX_SHOWN) });
  }
  return networks.length > maxNetworks
    ? t("appPasswordsErrorNetworksTooMany", { max: dates.number(maxNetworks) })
    : undefined;
}
