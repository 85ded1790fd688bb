package dev.taskdock.aws;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/// What to say of a question that got no answer.
final class Trouble {
  private Trouble() {}

  /// As in `AccessDeniedException: User: … is not authorized to perform: …`. Of what is no answer
  /// of AWS only the network's words are passed on: others may quote what was received.
  static String words(SdkException failure) {
    if (failure instanceof AwsServiceException answered) {
      return Optional.ofNullable(answered.awsErrorDetails())
          .map(details -> details.errorCode() + ": " + details.errorMessage())
          .orElse("StatusCode: " + answered.statusCode());
    }
    return "RequestError: send request failed (" + onTheWay(failure) + ")";
  }

  private static String onTheWay(Throwable failure) {
    for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException
          || cause instanceof SocketTimeoutException
          || cause instanceof UnknownHostException) {
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
      }
    }
    return failure.getClass().getSimpleName();
  }
}
