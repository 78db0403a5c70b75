package local.microservice.discovery.show;

import com.ibm.websphere.logging.hpel.LogRecordContext;

/** Marks the lines that are about one instance, where the runtime can. */
interface LogContext {

  /** Liberty's where it is there, else none. */
  LogContext OF_RUNTIME = ofRuntime();

  /**
   * Writes marked lines.
   *
   * @param address where the instance is
   * @param lines what writes them
   */
  void with(String address, Runnable lines);

  private static LogContext ofRuntime() {
    try {
      return Liberty.find();
    } catch (LinkageError anotherRuntime) {
      return (address, lines) -> lines.run();
    }
  }

  /** In Liberty's JSON the lines have the field {@code ext_instance}. */
  final class Liberty {

    private static final String INSTANCE = "instance";

    private Liberty() {}

    static LogContext find() {
      // It fails here where there is none, and not at the first line.
      LogRecordContext.removeExtension(INSTANCE);
      return (address, lines) -> {
        LogRecordContext.addExtension(INSTANCE, address);
        try {
          lines.run();
        } finally {
          LogRecordContext.removeExtension(INSTANCE);
        }
      };
    }
  }
}
