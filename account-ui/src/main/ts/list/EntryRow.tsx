import { DataListAction, DataListItem, DataListItemRow } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "../api/apiError";
import type { AppPassword, Overview } from "../api/types";
import { useBlockerText } from "../policy/useBlockerText";
import { useNameOf } from "../shared/useNameOf";
import { EntryFacts } from "./EntryFacts";
import { EntryHeading } from "./EntryHeading";
import { EntryMenu } from "./EntryMenu";
import { NameEditor } from "./NameEditor";

export type EntryActions = {
  onRenamed: (entry: AppPassword) => void;
  onFailed: (error: ApiError, entry: AppPassword) => void;
  onReplace: (entry: AppPassword) => void;
  onDelete: (entry: AppPassword) => void;
};

type Props = {
  entry: AppPassword;
  overview: Overview;
  /** Whether it was created on this page just now. */
  isNew: boolean;
  /** Whether the user can create an app password, if need be after a new sign-in. */
  canStart: boolean;
} & EntryActions;

/** One app password. */
export function EntryRow(props: Props) {
  const { entry, overview, isNew, canStart, onRenamed, onFailed, onReplace, onDelete } = props;
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const blockerText = useBlockerText(overview.creationBlocker, overview.policy);
  const [renaming, setRenaming] = useState(false);
  const replaceBlocker =
    entry.clients === null ? t("appPasswordWarningUnreadableTitle") : canStart ? undefined : blockerText;
  const headingId = `app-password-${entry.id}`;
  const menuId = `${headingId}-menu`;
  const others = overview.appPasswords.filter(({ id }) => id !== entry.id).map(({ name }) => name);

  const closeEditor = () => {
    setRenaming(false);
    // The input had the focus; the menu is where the user came from.
    document.getElementById(menuId)?.focus();
  };

  return (
    <DataListItem
      aria-labelledby={headingId}
      data-testid="app-passwords/entry"
      {...(isNew ? { className: "app-passwords-new" } : {})}
    >
      <DataListItemRow>
        <div className="app-passwords-entry">
          {renaming ? (
            <NameEditor
              entry={entry}
              headingId={headingId}
              others={others}
              maxNameLength={overview.policy.maxNameLength}
              onRenamed={onRenamed}
              onFailed={(error) => onFailed(error, entry)}
              onClose={closeEditor}
            />
          ) : (
            <EntryHeading
              entry={entry}
              id={headingId}
              isNew={isNew}
              onReplace={replaceBlocker === undefined ? () => onReplace(entry) : undefined}
            />
          )}
          <EntryFacts entry={entry} overview={overview} />
        </div>
        <DataListAction
          id={`${headingId}-actions`}
          aria-labelledby={headingId}
          aria-label={nameOf(entry)}
          className="app-passwords-menu"
        >
          <EntryMenu
            id={menuId}
            entry={entry}
            replaceBlocker={replaceBlocker}
            onRename={() => setRenaming(true)}
            onReplace={() => onReplace(entry)}
            onDelete={() => onDelete(entry)}
          />
        </DataListAction>
      </DataListItemRow>
    </DataListItem>
  );
}
