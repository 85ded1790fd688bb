/// Which names a VPC has and what is answered to a question about one, as a projection.
///
/// [dev.taskdock.discovery.Instance] says which tasks are registered in Cloud Map and how they do;
/// [dev.taskdock.discovery.Directory] holds all names of a moment and answers
/// [dev.taskdock.discovery.Question]s: the namespaces of Cloud Map, hosted zones, and the private
/// names of the tasks' own addresses. Pure: no packet is read here, and chance comes in as an
/// argument.
///
/// Why texts for the values of records, and not a library's types? A name server's codec belongs to
/// the name server; here a record is what a zone file says.
@org.jspecify.annotations.NullMarked
package dev.taskdock.discovery;
