import { useTranslation } from "react-i18next";
import type { ApiError } from "../api/apiError";
import { apiErrorText } from "../api/apiErrorText";
import type { Policy } from "../api/types";
import type { PendingAction } from "../policy/pendingAction";
import { PolicyNotice } from "../policy/PolicyNotice";
import { Notice } from "../shared/Notice";
import { blockerOf } from "./blockerOf";

type Props = { error: ApiError; policy: Policy; pendingAction: PendingAction };

/** Why the app password was not created, and what to do about it. */
export function CreateError({ error, policy, pendingAction }: Props) {
  const { t } = useTranslation();
  const blocker = blockerOf(error);

  return blocker ? (
    <PolicyNotice blocker={blocker} policy={policy} pendingAction={pendingAction} isLiveRegion />
  ) : (
    <Notice isLiveRegion variant="danger" title={apiErrorText(t, error)} />
  );
}
