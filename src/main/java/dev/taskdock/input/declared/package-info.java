/// What is declared in the notations people deploy with, whichever it is: the trees that the
/// readers of services, load balancers and task definitions take.
///
/// A notation's own package (`input.cloudformation`, `input.terraform`, `input.copilot`,
/// `input.ecspresso`) turns files into one [Declared]: task definitions in the words of
/// RegisterTaskDefinition, and one object with everything around them in the words of
/// `taskdock.yaml`. Each node of those keeps the place where it was written, so every rule is told
/// at the user's own line, whatever the notation.
///
/// Texts that become others before they are read (a template filled in, JSON inside of a string)
/// stay findable through [Rewritten]. What does not run here is gathered in [Notes].
///
/// Why trees and not the model: what is wrong with a container is known by one reader already, and
/// `taskdock config` can show every value with its place.
@org.jspecify.annotations.NullMarked
package dev.taskdock.input.declared;
