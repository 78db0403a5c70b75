package local.microservice.discovery.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {

  private final RetryBudget budget = new RetryBudget(0.2, 2);

  private int retries() {
    int retries = 0;
    while (budget.tryRetry()) {
      retries++;
    }
    return retries;
  }

  private void call(int times) {
    for (int call = 0; call < times; call++) {
      budget.called();
    }
  }

  @Test
  void letsALonelyCallRetry() {
    call(1);

    assertThat(retries()).isEqualTo(2);
  }

  @Test
  void isAFifthOfTheCallsAndTheFloor() {
    call(100);

    assertThat(retries()).isEqualTo(22);
  }

  @Test
  void countsTheCallsOfTheSecondsBefore() {
    call(50);
    budget.tick();
    call(50);
    budget.tick();

    assertThat(retries()).isEqualTo(22);
  }

  @Test
  void isOverdrawnWhenTheCallsAreForgottenBeforeTheirRetries() {
    call(100);
    budget.tick();
    retries();
    for (int second = 0; second < 9; second++) {
      budget.tick();
    }
    assertThat(budget.left()).isEqualTo(-20);
    assertThat(budget.tryRetry()).isFalse();

    budget.tick();

    assertThat(budget.left()).isEqualTo(2);
  }

  @Test
  void countsTheCallsAndTheRetriesOfTenSeconds() {
    call(100);
    retries();
    for (int second = 0; second < 9; second++) {
      budget.tick();
      assertThat(retries()).as("after %s s", second).isZero();
    }
    budget.tick();

    assertThat(budget.left()).isEqualTo(2);
  }
}
