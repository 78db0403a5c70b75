package local.microservice.consumer.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerMemoryTest {

  private final AnswerMemory memory = new AnswerMemory(100);

  private AnswerMemory.Part part(long bytes) throws Exception {
    AnswerMemory.Part part = memory.part();
    part.grow(bytes);
    return part;
  }

  @Test
  void refusesWhatGoesBeyondItsLimit() throws Exception {
    part(60);
    AnswerMemory.Part second = part(40);

    assertThatExceptionOfType(NoMemoryException.class).isThrownBy(() -> second.grow(1));
    assertThat(memory.taken()).isEqualTo(100);
    assertThat(second.bytes()).isEqualTo(40);
  }

  @Test
  void letsAnAnswerThatIsAloneBeLongerThanTheLimit() throws Exception {
    AnswerMemory.Part alone = part(90);

    alone.grow(90);

    assertThat(memory.taken()).isEqualTo(180);
    assertThatExceptionOfType(NoMemoryException.class).isThrownBy(() -> part(1));
  }

  @Test
  void hasRoomAgainAfterAPartIsGivenBack() throws Exception {
    AnswerMemory.Part first = part(100);

    first.close();
    first.close();

    assertThat(memory.taken()).isZero();
    part(100);
  }

  @Test
  void countsWhatIsHandedOverOnce() throws Exception {
    AnswerMemory.Part first = part(70);

    AnswerMemory.Part moved = first.moved();
    first.close();

    assertThat(memory.taken()).isEqualTo(70);
    moved.close();
    assertThat(memory.taken()).isZero();
  }

  @Test
  void keepsTheLongestAnswerOfARequestUntilItEnds() throws Exception {
    AnswersOfRequest request = new AnswersOfRequest();

    for (long bytes : List.of(30L, 50L, 20L)) {
      request.keep(part(bytes));
    }

    assertThat(memory.taken()).isEqualTo(50);
    request.end();
    assertThat(memory.taken()).isZero();
  }

  @Test
  void givesTheMemoryOfABodyOnWhenItIsClosed() throws Exception {
    List<AnswerMemory.Part> next = new ArrayList<>();
    AnswerBody body = new AnswerBody(new Answer(200, List.of(), new byte[30], part(30)), next::add);

    body.close();
    body.close();

    assertThat(next).hasSize(1);
    assertThat(next.get(0).bytes()).isEqualTo(30);
  }

  @Test
  void takesTheMemoryOfABodyBackThatIsLost() throws Exception {
    new AnswerBody(new Answer(200, List.of(), new byte[30], part(30)), part -> {});

    TestService.soon()
        .until(
            () -> {
              System.gc();
              return memory.taken() == 0;
            });
  }
}
