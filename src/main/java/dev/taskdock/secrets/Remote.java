package dev.taskdock.secrets;

import dev.taskdock.model.SecretReference;
import java.util.Map;
import java.util.Set;

/// Whoever is asked for what this machine does not keep: AWS.
public interface Remote {
  /// The answer for each of `references`: a value whole, [Answer.Absent] or [Answer.Refused].
  Map<SecretReference, Answer> ask(Set<SecretReference> references);

  /// The text of an environment file.
  ///
  /// @param arn the ARN of an object in S3
  /// @throws Unavailable in the words of AWS
  String file(String arn);
}
