package local.microservice.discovery.call;

/**
 * Tells the answers of a service from those of another server that has come to one of its
 * addresses: such an answer counts against the instance, and the call goes to another one. A bean
 * of this type is for one service; a service without one has every answer believed. Thread-safe.
 */
public interface ServiceContract {

  /**
   * Names the service.
   *
   * @return its name, as in {@code stork://SERVICE}
   */
  String service();

  /**
   * Tells whether this service gives such an answer. It is asked once for each that says nothing of
   * the instance's health by its status; what it throws means no.
   *
   * @param method the HTTP method of the call
   * @param path its path and query
   * @param status the HTTP status, 200 to 599
   * @param mediaType the field Content-Type; null for none
   * @param body the body; empty for none
   * @return false when another server must have given it
   */
  boolean isKept(String method, String path, int status, String mediaType, byte[] body);
}
