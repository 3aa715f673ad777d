# Words for the identifiers of the specification, looked up by word(prefix=…, value=…)

status-draft = Draft
status-submitted = Waiting for review
status-in-review = In review
status-returned = Returned
status-approved = Approved
status-rejected = Rejected

charge-status-pending = To confirm
charge-status-confirmed = Confirmed
charge-status-held = Held
charge-status-waived = Waived
charge-status-invoiced = Invoiced
charge-status-paid = Paid
charge-status-reversed = Reversed

level-x = Not provided
level-s0 = Charged
level-s1 = Free in the same city
level-s2 = Free

outcome-free = Free
outcome-charged = Charged
outcome-not-provided = Not by the vendor

class-agent = Agent
class-end-user = End user
class-key-account = Key account

phase-pre-sale = Pre-sale
phase-after-sale = After-sale
delivery-onsite = On site
delivery-remote = Remote

component-visit = Service
component-travel = Travel
component-labour = Repair labour
component-parts = Parts
component-penalty = Credit
component-service-fee = Service fee

rule-catalogue = Catalogue
rule-matrix = Matrix
rule-routing = Provider
rule-level = Level
rule-coverage = Coverage
rule-payer = Payer

duration-minutes = { $minutes } min
duration-hours = { $hours } h
duration-hours-minutes = { $hours } h { $minutes } min
