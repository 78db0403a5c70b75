package local.microservice.discovery.simulation;

import java.util.concurrent.locks.LockSupport;

/**
 * One thread waits for the baton, and another thread hands it over. The handover publishes what the
 * other thread has written.
 */
final class Baton<T> {

  /** Null is a baton too: it tells the thread to end. */
  private static final Object NOT_HERE = new Object();

  private final Thread owner;
  private volatile Object handed = NOT_HERE;

  Baton(Thread owner) {
    this.owner = owner;
  }

  void hand(T what) {
    handed = what;
    LockSupport.unpark(owner);
  }

  @SuppressWarnings("unchecked")
  T await() {
    while (handed == NOT_HERE) {
      LockSupport.park(this);
    }
    Object got = handed;
    handed = got == null ? null : NOT_HERE;
    return (T) got;
  }
}
