package local.microservice.discovery.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/** Reads complete answers into memory, within the limit of {@link AnswerMemory}. Thread-safe. */
final class AnswerReader {

  private final int longestBody;

  /**
   * Makes a reader.
   *
   * @param longestBody bytes
   */
  AnswerReader(int longestBody) {
    this.longestBody = longestBody;
  }

  /**
   * Reads an answer to its end.
   *
   * @throws UnusableAnswerException for a body that is too long
   * @throws NoMemoryException when other answers use the memory
   * @throws IOException when the connection fails
   */
  Answer read(ClassicHttpResponse response) throws IOException {
    AnswerMemory.Part memory = AnswerMemory.OF_PROCESS.part();
    HttpEntity entity = response.getEntity();
    byte[] body = new byte[0];
    if (entity != null) {
      try {
        body = read(entity, memory);
      } catch (IOException | RuntimeException | Error failure) {
        memory.close();
        throw failure;
      }
    }
    return new Answer(response.getCode(), fields(response), body, memory);
  }

  private static List<Field> fields(ClassicHttpResponse response) {
    Header[] headers = response.getHeaders();
    List<Field> fields = new ArrayList<>(headers.length);
    for (Header header : headers) {
      fields.add(new Field(header.getName(), header.getValue()));
    }
    return fields;
  }

  private byte[] read(HttpEntity entity, AnswerMemory.Part memory) throws IOException {
    long length = entity.getContentLength();
    if (length > longestBody) {
      throw tooLong();
    }
    InputStream content = entity.getContent();
    if (length >= 0) {
      if (length > AnswerMemory.UNCOUNTED_BYTES) {
        memory.grow(length);
      }
      byte[] body = new byte[(int) length];
      content.readNBytes(body, 0, body.length);
      return body;
    }
    int asked = Math.min(AnswerMemory.UNCOUNTED_BYTES, longestBody + 1);
    byte[] body = content.readNBytes(asked);
    while (body.length == asked && asked <= longestBody) {
      int more = Math.min(asked, longestBody + 1 - asked);
      memory.grow(more);
      byte[] next = content.readNBytes(more);
      body = Arrays.copyOf(body, body.length + next.length);
      System.arraycopy(next, 0, body, asked, next.length);
      asked += more;
    }
    if (body.length > longestBody) {
      throw tooLong();
    }
    return body;
  }

  private UnusableAnswerException tooLong() {
    return new UnusableAnswerException("an answer longer than " + longestBody + " bytes", null);
  }
}
