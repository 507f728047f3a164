import { useAccountAlerts } from "@keycloak/keycloak-account-ui";
import { AlertVariant, Button, Toolbar, ToolbarContent, ToolbarItem } from "@patternfly/react-core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { NOT_FOUND, type ApiError } from "../api/apiError";
import type { AppPassword, Overview as OverviewData } from "../api/types";
import { CreateDialog } from "../create/CreateDialog";
import { AppPasswordList } from "../list/AppPasswordList";
import { withEntry, withoutEntry } from "../model/overview";
import { usePendingAction, type Draft, type PendingAction } from "../policy/pendingAction";
import { PolicyNotice } from "../policy/PolicyNotice";
import { ReplaceDialog } from "../replace/ReplaceDialog";
import { DeleteDialog } from "../revoke/DeleteDialog";
import { RevokeAllDialog } from "../revoke/RevokeAllDialog";
import { EmptyOverview } from "./EmptyOverview";
import { apiErrorText } from "../api/apiErrorText";
import type { OverviewState } from "./useOverview";

type Props = { overview: OverviewData } & Pick<OverviewState, "reload" | "change">;

type OpenDialog =
  | { kind: "create"; draft?: Draft | undefined }
  | { kind: "replace"; entry: AppPassword }
  | { kind: "delete"; entry: AppPassword }
  | { kind: "revoke-all" };

/** The list and its actions. */
export function Overview({ overview, reload, change }: Props) {
  const { t } = useTranslation();
  const { addAlert } = useAccountAlerts();
  const top = useRef<HTMLDivElement>(null);
  const pendingAction = usePendingAction();
  const [dialog, setDialog] = useState(() => dialogOf(pendingAction, overview));
  const { appPasswords, policy } = overview;

  const close = () => {
    setDialog(undefined);
    // The element that had the focus may have been removed with its entry.
    setTimeout(() => {
      if (document.activeElement === document.body) {
        top.current?.focus();
      }
    });
  };
  const fail = (error: ApiError, entry?: AppPassword) => {
    if (error.code === NOT_FOUND && entry) {
      addAlert(t("appPasswordsGone", { name: entry.name }), AlertVariant.warning);
      change((before) => withoutEntry(before, entry.id));
    } else {
      addAlert(apiErrorText(t, error), AlertVariant.danger);
      void reload();
    }
  };
  const deleted = (entry: AppPassword) => {
    addAlert(t("appPasswordsDeleted", { name: entry.name }));
    change((before) => withoutEntry(before, entry.id));
  };
  const renamed = (entry: AppPassword) => {
    addAlert(t("appPasswordsRenamed", { name: entry.name }));
    change((before) => withEntry(before, entry));
  };
  const created = (entry: AppPassword) => change((before) => withEntry(before, entry));

  return (
    <div ref={top} tabIndex={-1} className="app-passwords">
      {!policy.canCreate && (
        <PolicyNotice blocker={overview.creationBlocker} policy={policy} pendingAction={{ kind: "create" }} />
      )}
      {appPasswords.length === 0 ? (
        <EmptyOverview canCreate={policy.canCreate} onCreate={() => setDialog({ kind: "create" })} />
      ) : (
        <>
          <Toolbar>
            <ToolbarContent>
              <ToolbarItem>
                <Button
                  onClick={() => setDialog({ kind: "create" })}
                  isDisabled={!policy.canCreate}
                  data-testid="app-passwords/create"
                >
                  {t("appPasswordsCreateNew")}
                </Button>
              </ToolbarItem>
              {appPasswords.length > 1 && (
                <ToolbarItem>
                  <Button
                    variant="link"
                    isDanger
                    onClick={() => setDialog({ kind: "revoke-all" })}
                    data-testid="app-passwords/revoke-all"
                  >
                    {t("appPasswordsRevokeAll")}
                  </Button>
                </ToolbarItem>
              )}
            </ToolbarContent>
          </Toolbar>
          <AppPasswordList
            overview={overview}
            onRenamed={renamed}
            onFailed={fail}
            onReplace={(entry) => setDialog({ kind: "replace", entry })}
            onDelete={(entry) => setDialog({ kind: "delete", entry })}
          />
        </>
      )}
      {dialog?.kind === "create" && (
        <CreateDialog
          overview={overview}
          draft={dialog.draft}
          onCreated={created}
          onFailed={reload}
          onClose={close}
        />
      )}
      {dialog?.kind === "replace" && (
        <ReplaceDialog
          overview={overview}
          old={dialog.entry}
          onCreated={created}
          onDeleted={deleted}
          onRenamed={renamed}
          onFailed={fail}
          onClose={close}
        />
      )}
      {dialog?.kind === "delete" && (
        <DeleteDialog entry={dialog.entry} onDeleted={deleted} onFailed={fail} onClose={close} />
      )}
      {dialog?.kind === "revoke-all" && (
        <RevokeAllDialog
          onRevoked={() => {
            addAlert(t("appPasswordsRevokedAll"));
            change((before) => ({ ...before, appPasswords: [] }));
          }}
          onFailed={fail}
          onClose={close}
        />
      )}
    </div>
  );
}

function dialogOf(
  pendingAction: PendingAction | undefined,
  { appPasswords, policy }: OverviewData,
): OpenDialog | undefined {
  if (!pendingAction || !policy.canCreate) {
    return undefined;
  }
  if (pendingAction.kind === "create") {
    return { kind: "create", draft: pendingAction.draft };
  }
  const entry = appPasswords.find(({ id }) => id === pendingAction.id);
  return entry?.clients ? { kind: "replace", entry } : undefined;
}
