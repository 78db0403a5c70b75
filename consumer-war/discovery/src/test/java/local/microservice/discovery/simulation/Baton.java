package local.microservice.discovery.simulation;

import java.util.concurrent.locks.LockSupport;

/** What one thread waits for and another hands it. Handing it over publishes what was done. */
final class Baton<T> {

  /** Null is a baton, too: nothing more is to be done. */
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
