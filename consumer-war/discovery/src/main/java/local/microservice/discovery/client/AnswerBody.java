package local.microservice.discovery.client;

import java.io.ByteArrayInputStream;
import java.lang.ref.Cleaner;
import java.util.function.Consumer;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.AnswerMemory;

/**
 * The body of an answer while a client reads it. {@link #close} passes the body's memory on. If a
 * reader loses the body without closing it, the memory is given back.
 */
final class AnswerBody extends ByteArrayInputStream {

  private static final Cleaner LOST = Cleaner.create();

  private final AnswerMemory.Part memory;
  private final Consumer<AnswerMemory.Part> next;

  /**
   * Makes an unread body.
   *
   * @param answer the answer with the body
   * @param next receives the memory when the body is closed
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
