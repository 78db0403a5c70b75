package local.microservice.discovery.show;

import com.ibm.websphere.logging.hpel.LogRecordContext;

/** Marks the log lines about one instance, where the runtime can. */
interface LogContext {

  /** Liberty's where available, else one that marks nothing. */
  LogContext OF_RUNTIME = ofRuntime();

  /**
   * Writes marked lines.
   *
   * @param address the instance's address
   * @param lines writes the lines
   */
  void with(String address, Runnable lines);

  private static LogContext ofRuntime() {
    try {
      return Liberty.find();
    } catch (LinkageError anotherRuntime) {
      return (address, lines) -> lines.run();
    }
  }

  /** In Liberty's JSON, the lines have the field {@code ext_instance}. */
  final class Liberty {

    private static final String INSTANCE = "instance";

    private Liberty() {}

    static LogContext find() {
      // Without Liberty's classes, this fails here and not at the first log line.
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
