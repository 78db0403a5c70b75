package local.microservice.discovery.client;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import local.microservice.discovery.http.AnswerMemory;

/**
 * Keeps the memory of the longest answer that a served request has read, until the request ends:
 * the data made from that answer is still on its way to the caller. Thread-safe.
 */
@RequestScoped
class AnswersOfRequest {

  private AnswerMemory.Part longest;

  /**
   * Keeps this memory if the answer is longer than the one before, and gives the other memory back.
   */
  synchronized void keep(AnswerMemory.Part read) {
    if (longest == null || read.bytes() > longest.bytes()) {
      end();
      longest = read;
    } else {
      read.close();
    }
  }

  @PreDestroy
  synchronized void end() {
    if (longest != null) {
      longest.close();
      longest = null;
    }
  }
}
