/// CloudFormation templates into the trees that the other readers take, so that every rule about a
/// task definition, a service or a load balancer is told at the template's own line.
///
/// ```
/// Templates.read(List.of(new Templates.Named("web", source)), setting, problems)
/// ```
///
/// A template is evaluated as far as it shapes what runs: [Template] is what is written, [Stack] a
/// template with its parameters, [Evaluator] the functions, [ResourceNames] what `Ref` and
/// `Fn::GetAtt` give. Stacks read together see each other's exports. Then [Casing] turns properties
/// into ECS's members, [Balancing] puts listeners into load balancers and rules into listeners, as
/// the readers want them, and [Networks], [Discovery] and [ScalingTrees] make the sections of a
/// `taskdock.yaml` of what lies around services, with names that people know for ids.
///
/// What AWS alone knows (the id of a VPC, the value of a parent's output) gets a text of its own,
/// an [Unknown]. Where such a text ends in something that runs, that is an error that names the
/// place and what to give; elsewhere it is said once and does no harm.
///
/// Why trees and not a model of templates: two hundred resource types have one syntax, and what is
/// wrong with a container is known by one reader already.
@org.jspecify.annotations.NullMarked
package dev.taskdock.input.cloudformation;
