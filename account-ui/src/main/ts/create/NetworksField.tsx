import {
  Checkbox,
  ExpandableSection,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  TextArea,
} from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NetworkChoice } from "../model/networks";

type Props = {
  /** The network of the browser; null if unknown. */
  currentNetwork: string | null;
  value: NetworkChoice;
  onChange: (choice: NetworkChoice) => void;
  error: string | undefined;
};

/** Every network, or only some. Closed at first, because few app passwords need a limit. */
export function NetworksField({ currentNetwork, value, onChange, error }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(value.typed !== "" || value.current);
  return (
    <ExpandableSection
      toggleText={t("appPasswordNetworks")}
      isExpanded={open || error !== undefined}
      onToggle={(_event, expanded) => setOpen(expanded)}
    >
      <FormGroup role="group" fieldId="app-password-networks" aria-label={t("appPasswordNetworks")} isStack>
        {currentNetwork !== null && (
          <Checkbox
            id="app-password-network-current"
            label={
              <>
                {t("appPasswordNetworksCurrent")} <bdi>({currentNetwork})</bdi>
              </>
            }
            isChecked={value.current}
            onChange={(_event, current) => onChange({ ...value, current })}
          />
        )}
        {/* Around the field, so that its icon is not above the beginning of the text. */}
        <div dir="ltr">
          <TextArea
            id="app-password-networks"
            rows={3}
            resizeOrientation="vertical"
            autoComplete="off"
            spellCheck={false}
            aria-label={t("appPasswordNetworks")}
            aria-describedby="app-password-networks-hint"
            validated={error ? "error" : "default"}
            value={value.typed}
            onChange={(_event, typed) => onChange({ ...value, typed })}
          />
        </div>
        <FormHelperText>
          <HelperText id="app-password-networks-hint" isLiveRegion>
            <HelperTextItem variant={error ? "error" : "default"}>
              {error ?? t("appPasswordNetworksHint")}
            </HelperTextItem>
          </HelperText>
        </FormHelperText>
      </FormGroup>
    </ExpandableSection>
  );
}
