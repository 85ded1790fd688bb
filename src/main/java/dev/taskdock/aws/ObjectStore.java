package dev.taskdock.aws;

import dev.taskdock.secrets.Unavailable;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// S3.
final class ObjectStore {
  private final Clients clients;

  ObjectStore(Clients clients) {
    this.clients = clients;
  }

  /// The text of `arn:aws:s3:::BUCKET/KEY`, which is taken for UTF-8.
  ///
  /// @throws Unavailable in the words of the agent, which asks with HEAD first and so learns no
  ///   more than the status
  String text(String arn) {
    var path = arn.substring(arn.lastIndexOf(':') + 1).split("/", 2);
    try (var s3 = clients.s3()) {
      var bytes =
          s3.getObjectAsBytes(request -> request.bucket(path[0]).key(path[1])).asByteArray();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (S3Exception e) {
      throw new Unavailable(
          "operation error S3: HeadObject, https response error StatusCode: "
              + e.statusCode()
              + ", api error "
              + switch (e.statusCode()) {
                case 403 -> "Forbidden: Forbidden";
                case 404 -> "NotFound: Not Found";
                default -> Trouble.words(e);
              });
    } catch (SdkException e) {
      throw new Unavailable("operation error S3: HeadObject, " + Trouble.words(e));
    }
  }
}
