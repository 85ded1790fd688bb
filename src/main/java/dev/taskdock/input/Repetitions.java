package dev.taskdock.input;

import static dev.taskdock.problem.Code.TD1015;

import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Members of one object that have the same name.
final class Repetitions {
  private Repetitions() {}

  /// A warning for each member whose name was written before in the same object.
  static List<Diagnostic> in(List<Node.Member> members) {
    if (members.size() < 2) {
      return List.of();
    }
    var found = new ArrayList<Diagnostic>();
    var byName = HashMap.<String, Node.Member>newHashMap(members.size());
    for (var member : members) {
      var earlier = byName.put(member.name(), member);
      if (earlier != null) {
        found.add(
            Diagnostic.warning(TD1015, Quoted.of(member.name()) + " is written twice here")
                .at(member.nameLocation())
                .because("Only the last one counts.")
                .fixedBy("remove one of them")
                .seeAlso(earlier.nameLocation(), "has no effect"));
      }
    }
    return found;
  }
}
