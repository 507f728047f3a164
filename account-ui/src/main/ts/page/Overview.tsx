import { useAccountAlerts } from "@keycloak/keycloak-account-ui";
import { AlertVariant, Button, Toolbar, ToolbarContent, ToolbarItem } from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { NOT_FOUND, SIGNED_OUT, type ApiError } from "../api/apiError";
import { apiErrorText } from "../api/apiErrorText";
import type { AppPassword, Overview as OverviewData } from "../api/types";
import { CreateDialog } from "../create/CreateDialog";
import { AppPasswordList } from "../list/AppPasswordList";
import { longUnused, type ListView } from "../model/listing";
import { withEntry, withoutEntry } from "../model/overview";
import { usePendingAction, type Draft, type PendingAction } from "../policy/pendingAction";
import { PolicyNotice } from "../policy/PolicyNotice";
import { newSignInHelps } from "../policy/newSignInHelps";
import { useSignIn } from "../policy/useSignIn";
import { ReplaceDialog } from "../replace/ReplaceDialog";
import { DeleteAllDialog } from "../revoke/DeleteAllDialog";
import { DeleteDialog } from "../revoke/DeleteDialog";
import { OnBackContext, useDialogHistory } from "../shared/dialogHistory";
import { useNameOf } from "../shared/useNameOf";
import { useNow } from "../shared/useNow";
import { EmptyOverview } from "./EmptyOverview";
import { SignedOutNotice } from "./SignedOutNotice";
import type { OverviewState } from "./useOverview";

type Props = {
  overview: OverviewData;
  /** Of the last request, after the list was loaded before. */
  error: ApiError | undefined;
} & Pick<OverviewState, "reload" | "change">;

type OpenDialog =
  | { kind: "create"; draft?: Draft | undefined }
  | { kind: "replace"; entry: AppPassword; draft?: Draft | undefined }
  | { kind: "delete"; entry: AppPassword }
  | { kind: "delete-all" };

/** The list and its actions. */
export function Overview({ overview, error, reload, change }: Props) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const signIn = useSignIn();
  const { addAlert } = useAccountAlerts();
  const top = useRef<HTMLDivElement>(null);
  const { pendingAction, isInAddress } = usePendingAction();
  const [dialog, setDialog] = useState(() => dialogOf(pendingAction, overview));
  const [view, setView] = useState<ListView>({ order: "created", unusedOnly: false });
  const [newest, setNewest] = useState<string>();
  const [signedOut, setSignedOut] = useState(false);
  const isSignedOut = signedOut || error?.code === SIGNED_OUT;
  const onBack = useDialogHistory(dialog !== undefined, isInAddress);
  const { appPasswords, policy, creationBlocker } = overview;
  // Whoever comes back from a sign-in that did not help must read why.
  const leadsThroughSignIn = pendingAction === undefined && newSignInHelps(creationBlocker);
  const canStart = policy.canCreate || leadsThroughSignIn;
  const unusedCount = longUnused(appPasswords, useNow()).length;

  useEffect(() => {
    if (isSignedOut && dialog === undefined) {
      // The notice is above a list that may be longer than the screen.
      top.current?.scrollIntoView();
    }
  }, [isSignedOut, dialog]);

  const focusWithin = () =>
    // The element that had the focus may have been removed with its entry.
    setTimeout(() => {
      if (document.activeElement === document.body) {
        top.current?.focus();
      }
    });

  const start = (action: PendingAction, opened: OpenDialog) => {
    if (!policy.canCreate && creationBlocker) {
      void signIn.reauthenticate(creationBlocker, action);
    } else {
      setDialog(opened);
    }
  };
  const create = () => start({ kind: "create" }, { kind: "create" });
  const close = () => {
    setDialog(undefined);
    focusWithin();
  };
  const fail = (failure: ApiError, entry?: AppPassword) => {
    if (failure.code === NOT_FOUND && entry) {
      addAlert(t("appPasswordsGone", { name: nameOf(entry) }), AlertVariant.warning);
      change((before) => withoutEntry(before, entry.id));
      focusWithin();
    } else if (failure.code === SIGNED_OUT) {
      setSignedOut(true);
    } else {
      addAlert(apiErrorText(t, failure), AlertVariant.danger);
      void reload();
    }
  };
  const deleted = (entry: AppPassword) => {
    addAlert(t("appPasswordsDeleted", { name: nameOf(entry) }));
    change((before) => withoutEntry(before, entry.id));
  };
  const renamed = (entry: AppPassword) => {
    addAlert(t("appPasswordsRenamed", { name: nameOf(entry) }));
    change((before) => withEntry(before, entry));
  };
  const created = (entry: AppPassword) => {
    setNewest(entry.id);
    setView((before) => ({ ...before, unusedOnly: false }));
    change((before) => withEntry(before, entry));
  };
  const closeCreated = () => {
    // It may have been used by now.
    void reload();
    close();
  };

  return (
    <OnBackContext.Provider value={onBack}>
      <div ref={top} tabIndex={-1} className="app-passwords">
        {isSignedOut && <SignedOutNotice />}
        {!canStart && (
          <PolicyNotice
            blocker={creationBlocker}
            policy={policy}
            pendingAction={{ kind: "create" }}
            unused={{
              count: unusedCount,
              onShow: () => setView({ order: "unused", unusedOnly: unusedCount > 0 }),
            }}
          />
        )}
        {appPasswords.length === 0 ? (
          <EmptyOverview canCreate={canStart} onCreate={create} />
        ) : (
          <>
            <Toolbar>
              <ToolbarContent>
                <ToolbarItem>
                  <Button onClick={create} isDisabled={!canStart} data-testid="app-passwords/create">
                    {t("appPasswordsCreateNew")}
                  </Button>
                </ToolbarItem>
                {appPasswords.length > 1 && (
                  <ToolbarItem>
                    <Button
                      variant="link"
                      isDanger
                      onClick={() => setDialog({ kind: "delete-all" })}
                      data-testid="app-passwords/delete-all"
                    >
                      {t("appPasswordsDeleteAll")}
                    </Button>
                  </ToolbarItem>
                )}
              </ToolbarContent>
            </Toolbar>
            <AppPasswordList
              overview={overview}
              view={view}
              onView={setView}
              newest={newest}
              canStart={canStart}
              onRenamed={renamed}
              onFailed={fail}
              onReplace={(entry) => start({ kind: "replace", id: entry.id }, { kind: "replace", entry })}
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
            onClose={closeCreated}
          />
        )}
        {dialog?.kind === "replace" && (
          <ReplaceDialog
            overview={overview}
            old={dialog.entry}
            draft={dialog.draft}
            onCreated={created}
            onDeleted={deleted}
            onRenamed={renamed}
            onCreationFailed={reload}
            onFailed={fail}
            onClose={closeCreated}
          />
        )}
        {dialog?.kind === "delete" && (
          <DeleteDialog
            entry={dialog.entry}
            overview={overview}
            onDeleted={deleted}
            onFailed={fail}
            onClose={close}
          />
        )}
        {dialog?.kind === "delete-all" && (
          <DeleteAllDialog
            count={appPasswords.length}
            onDeleted={() => {
              addAlert(t("appPasswordsDeletedAll"));
              change((before) => ({ ...before, appPasswords: [] }));
            }}
            onFailed={fail}
            onClose={close}
          />
        )}
      </div>
    </OnBackContext.Provider>
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
  return entry?.clients ? { kind: "replace", entry, draft: pendingAction.draft } : undefined;
}
