import { Dropdown, DropdownItem, DropdownList, MenuToggle } from "@patternfly/react-core";
import { EllipsisVIcon } from "@patternfly/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AppPassword } from "../api/types";
import { useNameOf } from "../shared/useNameOf";

type Props = {
  /** Of the button. */
  id: string;
  entry: AppPassword;
  /** Why it cannot be replaced; undefined if it can. */
  replaceBlocker: string | undefined;
  onRename: () => void;
  onReplace: () => void;
  onDelete: () => void;
};

/** The actions for one app password. */
export function EntryMenu({ id, entry, replaceBlocker, onRename, onReplace, onDelete }: Props) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const [open, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      // Beside the list, an open menu would make the page longer.
      popperProps={{ position: "end", appendTo: () => document.body }}
      shouldFocusToggleOnSelect
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          id={id}
          variant="plain"
          aria-label={t("appPasswordsActions", { name: nameOf(entry) })}
          isExpanded={open}
          onClick={() => setOpen(!open)}
        >
          <EllipsisVIcon />
        </MenuToggle>
      )}
    >
      <DropdownList>
        <DropdownItem onClick={onRename}>{t("appPasswordsRename")}</DropdownItem>
        <DropdownItem
          onClick={onReplace}
          isAriaDisabled={replaceBlocker !== undefined}
          description={replaceBlocker ?? t("appPasswordsReplaceHint")}
        >
          {t("appPasswordsReplace")}
        </DropdownItem>
        <DropdownItem onClick={onDelete} isDanger>
          {t("appPasswordsDelete")}
        </DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}
