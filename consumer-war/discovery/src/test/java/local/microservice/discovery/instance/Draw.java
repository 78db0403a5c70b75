package local.microservice.discovery.instance;

import java.util.random.RandomGenerator;

/** Draws the number that a test sets, or one half. */
final class Draw implements RandomGenerator {

  double next = 0.5;

  @Override
  public double nextDouble() {
    return next;
  }

  @Override
  public long nextLong() {
    throw new UnsupportedOperationException();
  }
}
