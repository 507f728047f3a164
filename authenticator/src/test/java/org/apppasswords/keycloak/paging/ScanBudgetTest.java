package org.apppasswords.keycloak.paging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScanBudgetTest {

    @Test
    void isSpentAfter2000Objects() {
        ScanBudget budget = new ScanBudget();
        for (int examined = 0; examined < 1999; examined++) {
            budget.count();
        }
        assertThat(budget.isSpent()).isFalse();

        budget.count();

        assertThat(budget.isSpent()).isTrue();
    }
}
