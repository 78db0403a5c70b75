package local.microservice.discovery.client;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import local.microservice.discovery.http.AnswerMemory;

/**
 * What a request that is served here keeps of the answers that it has read: of the longest one its
 * memory, until the request ends, as what was made of it goes out to the caller. Thread-safe.
 */
@RequestScoped
class AnswersOfRequest {

  private AnswerMemory.Part longest;

  /** Keeps the memory of an answer, or gives it back if that of a longer one is kept. */
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
