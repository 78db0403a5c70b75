package local.microservice.discovery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
}
