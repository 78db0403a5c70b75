package local.microservice.consumer.discovery;

import com.ibm.websphere.logging.hpel.LogRecordContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Writes lines that are about one instance: in JSON they have the field {@code ext_instance}. */
final class InstanceLog {

  private static final String INSTANCE = "instance";

  private InstanceLog() {}

  /**
   * Writes a line.
   *
   * @param address where the instance is
   * @param format the line, with {@code {0}} and so on for the values
   */
  static void log(Logger log, Level level, String address, String format, Object... values) {
    if (log.isLoggable(level)) {
      LogRecordContext.addExtension(INSTANCE, address);
      try {
        log.log(level, format, values);
      } finally {
        LogRecordContext.removeExtension(INSTANCE);
      }
    }
  }
}
