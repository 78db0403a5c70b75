package local.microservice.discovery.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import local.microservice.discovery.http.Answer;
import local.microservice.discovery.http.AnswerMemory;
import local.microservice.discovery.http.Field;

/**
 * The result of a request on a connection.
 *
 * @param afterNanos the time until the result
 * @param ending the kind of result
 * @param answer the answer, if there is one
 */
record Reply(long afterNanos, Ending ending, Answer answer) {

  /** How an exchange ends, as the caller sees it. */
  enum Ending {
    ANSWER,
    /** The connection is reset. */
    RESET,
    /** The instance closes the connection without an answer. */
    CLOSED,
    /** The answer is not HTTP. */
    GARBAGE,
    /** No answer comes. */
    SILENCE,
    /** Bytes come again and again, and the answer never ends. */
    TRICKLE
  }

  private static final byte[] OWN = "{}".getBytes(UTF_8);
  private static final byte[] ANOTHERS = "<html>".getBytes(UTF_8);

  static Reply of(long afterNanos, int status, Field... headers) {
    return answer(afterNanos, status, OWN, headers);
  }

  /** The answer of a server that is not part of the service. */
  static Reply ofAnother(long afterNanos, int status) {
    return answer(afterNanos, status, ANOTHERS);
  }

  static boolean isOwn(byte[] body) {
    return body.length == OWN.length;
  }

  private static Reply answer(long afterNanos, int status, byte[] body, Field... headers) {
    AnswerMemory.Part memory = AnswerMemory.OF_PROCESS.part();
    return new Reply(afterNanos, Ending.ANSWER, new Answer(status, List.of(headers), body, memory));
  }

  Reply ending(Ending other) {
    return new Reply(afterNanos, other, null);
  }

  Reply later(long nanos) {
    return new Reply(afterNanos + nanos, ending, answer);
  }

  /** Whether the application did its work. A server refuses with 429 before it does any work. */
  boolean isDelivered() {
    return answer == null || answer.status() != 429;
  }
}
