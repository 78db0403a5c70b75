package local.microservice.discovery.call;

/**
 * Recognizes the answers of a service. Another server may have taken over one of the service's
 * addresses: its answer counts against the instance, and the call goes to another instance. A bean
 * of this type is for one service. Every answer is accepted for a service without such a bean.
 * Thread-safe.
 */
public interface ServiceContract {

  /** {@return the service's name, as in {@code stork://SERVICE}} */
  String service();

  /**
   * Tells whether this service gives such an answer. Called once for each answer whose status does
   * not decide on the instance's health. An exception or error means no.
   *
   * @param method the HTTP method of the call
   * @param path the path and query of the call
   * @param status the HTTP status, 200 to 599
   * @param mediaType the field Content-Type; null for none
   * @param body the body; empty for none
   * @return false when another server must have given the answer
   */
  boolean isKept(String method, String path, int status, String mediaType, byte[] body);
}
