package local.microservice.discovery.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import local.microservice.discovery.fixtures.TestService;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.AnswerMemory;
import org.junit.jupiter.api.Test;

class AnswerBodyTest {

  private final AnswerMemory memory = new AnswerMemory(100);

  private Answer answer() throws Exception {
    AnswerMemory.Part part = memory.part();
    part.grow(30);
    return new Answer(200, List.of(), new byte[30], part);
  }

  @Test
  void givesItsMemoryOnWhenItIsClosed() throws Exception {
    List<AnswerMemory.Part> next = new ArrayList<>();
    AnswerBody body = new AnswerBody(answer(), next::add);

    body.close();
    body.close();

    assertThat(next).hasSize(1);
    assertThat(next.get(0).bytes()).isEqualTo(30);
  }

  @Test
  void hasItsMemoryTakenBackWhenItIsLost() throws Exception {
    new AnswerBody(answer(), part -> {});

    TestService.soon()
        .until(
            () -> {
              System.gc();
              return memory.taken() == 0;
            });
  }
}
