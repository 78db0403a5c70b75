package local.microservice.service.priority;

import static local.microservice.service.priority.RequestPriority.MANY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestPriorityTest {

  @Test
  void isNormalForManyRequestsAndThenBehindTheCompiler() throws InterruptedException {
    RequestPriority filter = new RequestPriority();
    List<Integer> priorities = new ArrayList<>();

    Thread requests =
        new Thread(
            () -> {
              for (int request = 0; request <= MANY; request++) {
                filter.filter(null);
                priorities.add(Thread.currentThread().getPriority());
              }
            });
    requests.start();
    requests.join();

    assertThat(priorities.subList(0, MANY)).containsOnly(Thread.NORM_PRIORITY);
    assertThat(priorities.get(MANY)).isEqualTo(Thread.NORM_PRIORITY - 1);
  }
}
