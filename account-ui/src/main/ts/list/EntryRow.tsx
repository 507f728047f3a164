import { DataListAction, DataListItem, DataListItemRow } from "@patternfly/react-core";
import { useState } from "react";
import type { ApiError } from "../api/apiError";
import type { AppPassword, Overview } from "../api/types";
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

type Props = { entry: AppPassword; overview: Overview } & EntryActions;

/** One app password. */
export function EntryRow({ entry, overview, onRenamed, onFailed, onReplace, onDelete }: Props) {
  const [renaming, setRenaming] = useState(false);
  const headingId = `app-password-${entry.id}`;
  const others = overview.appPasswords.filter(({ id }) => id !== entry.id).map(({ name }) => name);

  return (
    <DataListItem aria-labelledby={headingId} data-testid="app-passwords/entry">
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
              onClose={() => setRenaming(false)}
            />
          ) : (
            <EntryHeading entry={entry} id={headingId} />
          )}
          <EntryFacts entry={entry} overview={overview} />
        </div>
        <DataListAction
          id={`${headingId}-actions`}
          aria-labelledby={headingId}
          aria-label={entry.name}
          className="app-passwords-menu"
        >
          <EntryMenu
            entry={entry}
            canReplace={overview.policy.canCreate && entry.clients !== null}
            onRename={() => setRenaming(true)}
            onReplace={() => onReplace(entry)}
            onDelete={() => onDelete(entry)}
          />
        </DataListAction>
      </DataListItemRow>
    </DataListItem>
  );
}
