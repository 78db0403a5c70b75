package local.microservice.discovery.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import local.microservice.discovery.http.AnswerMemory;
import org.junit.jupiter.api.Test;

class AnswersOfRequestTest {

  private final AnswerMemory memory = new AnswerMemory(100);

  @Test
  void keepsTheLongestAnswerOfARequestUntilItEnds() throws Exception {
    AnswersOfRequest request = new AnswersOfRequest();

    for (long bytes : List.of(30L, 50L, 20L)) {
      AnswerMemory.Part part = memory.part();
      part.grow(bytes);
      request.keep(part);
    }

    assertThat(memory.taken()).isEqualTo(50);
    request.end();
    assertThat(memory.taken()).isZero();
  }
}
