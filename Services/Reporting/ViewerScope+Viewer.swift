import Contracts
import ServiceKit

extension ViewerScope {
  /// Who leads or looks sees a team or all of them; anybody else only what is their own.
  init(of viewer: Viewer) {
    let leads = viewer.seesEveryTeam || viewer.has(.supervisor)
    self.init(team: leads ? viewer.teamScope : nil, collector: leads ? nil : viewer.staffID, creditors: viewer.creditorIDs)
  }
}
