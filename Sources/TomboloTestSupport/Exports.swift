// A test that imports this module has profiles, directions, counts and intervals with it.
@_exported public import LinkFiles
@_exported public import NetworkModel
@_exported public import Relay
@_exported public import Timekeeping
