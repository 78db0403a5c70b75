package local.microservice.discovery.client;

import java.io.ByteArrayInputStream;
import java.lang.ref.Cleaner;
import java.util.function.Consumer;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.AnswerMemory;

/**
 * The body of an answer while it is read. Its memory is given on when it is closed, and back when
 * whoever had it has lost it without that.
 */
final class AnswerBody extends ByteArrayInputStream {

  private static final Cleaner LOST = Cleaner.create();

  private final AnswerMemory.Part memory;
  private final Consumer<AnswerMemory.Part> next;

  /**
   * Makes a body that is not read yet.
   *
   * @param answer whose it is
   * @param next has its memory once it is closed
   */
  AnswerBody(Answer answer, Consumer<AnswerMemory.Part> next) {
    super(answer.body());
    memory = answer.memory();
    this.next = next;
    if (memory.bytes() > 0) {
      LOST.register(this, memory::close);
    }
  }

  @Override
  public void close() {
    if (memory.bytes() > 0) {
      next.accept(memory.moved());
    }
  }
}
