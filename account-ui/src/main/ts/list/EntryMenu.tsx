import { Dropdown, DropdownItem, DropdownList, MenuToggle } from "@patternfly/react-core";
import { EllipsisVIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AppPassword } from "../api/types";

type Props = {
  entry: AppPassword;
  canReplace: boolean;
  onRename: () => void;
  onReplace: () => void;
  onDelete: () => void;
};

/** The actions for one app password. */
export function EntryMenu({ entry, canReplace, onRename, onReplace, onDelete }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: "end" }}
      shouldFocusToggleOnSelect
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          variant="plain"
          aria-label={t("appPasswordsActions", { name: entry.name })}
          isExpanded={open}
          onClick={() => setOpen(!open)}
        >
          <EllipsisVIcon />
        </MenuToggle>
      )}
    >
      <DropdownList>
        <DropdownItem onClick={onRename}>{t("appPasswordsRename")}</DropdownItem>
        <DropdownItem onClick={onReplace} isDisabled={!canReplace} description={t("appPasswordsReplaceHint")}>
          {t("appPasswordsReplace")}
        </DropdownItem>
        <DropdownItem onClick={onDelete} isDanger>
          {t("appPasswordsDelete")}
        </DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}
