import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  EmptyStateHeader,
  EmptyStateIcon,
  List,
  ListItem,
} from "@patternfly/react-core";
import {
  CalendarAltIcon,
  EnvelopeIcon,
  KeyIcon,
  PrintIcon,
  VirtualMachineIcon,
} from "@patternfly/react-icons";
import { useTranslation } from "react-i18next";

type Props = { canCreate: boolean; onCreate: () => void };

/** Explains app passwords to a user who has none. */
export function EmptyOverview({ canCreate, onCreate }: Props) {
  const { t } = useTranslation();
  return (
    <EmptyState data-testid="app-passwords/empty">
      <EmptyStateHeader
        titleText={t("appPasswordsEmptyTitle")}
        headingLevel="h2"
        icon={<EmptyStateIcon icon={KeyIcon} />}
      />
      <EmptyStateBody>
        <p>{t("appPasswordsEmptyText")}</p>
        <List isPlain className="app-passwords-examples">
          <ListItem icon={<EnvelopeIcon />}>{t("appPasswordsEmptyMail")}</ListItem>
          <ListItem icon={<CalendarAltIcon />}>{t("appPasswordsEmptyCalendar")}</ListItem>
          <ListItem icon={<VirtualMachineIcon />}>{t("appPasswordsEmptyNetwork")}</ListItem>
          <ListItem icon={<PrintIcon />}>{t("appPasswordsEmptyDevices")}</ListItem>
        </List>
      </EmptyStateBody>
      {canCreate && (
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button onClick={onCreate} data-testid="app-passwords/create">
              {t("appPasswordsCreateNew")}
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      )}
    </EmptyState>
  );
}
