"""The nodes: one class a label, one line a property. A new property is one more line in its class and nothing else.

Classes declare; requests never use them. Their names end in Node, so that `BuyerNode` (graph) is not `Buyer` (value).
"""

from graph_schema.nodes.belief import (
    BuyerNode,
    CompetitorNode,
    FactNode,
    HoldingNode,
    ObjectionNode,
    ProjectNode,
    PromiseNode,
    QuestionNode,
    StageSpanNode,
    StakeholderNode,
)
from graph_schema.nodes.desk import (
    ApiKeyNode,
    ChangeNode,
    DeadLetterNode,
    SourceNode,
    SpendingNode,
    SubscriptionNode,
    TaskNode,
    TenantNode,
)
from graph_schema.nodes.log import (
    CatalogueNode,
    IdentifierNode,
    InteractionNode,
    PayloadNode,
    ReadingNode,
    SettingsNode,
    SignalNode,
    TurnNode,
)

__all__ = [
    "ApiKeyNode",
    "BuyerNode",
    "CatalogueNode",
    "ChangeNode",
    "CompetitorNode",
    "DeadLetterNode",
    "FactNode",
    "HoldingNode",
    "IdentifierNode",
    "InteractionNode",
    "ObjectionNode",
    "PayloadNode",
    "ProjectNode",
    "PromiseNode",
    "QuestionNode",
    "ReadingNode",
    "SettingsNode",
    "SignalNode",
    "SourceNode",
    "SpendingNode",
    "StageSpanNode",
    "StakeholderNode",
    "SubscriptionNode",
    "TaskNode",
    "TenantNode",
    "TurnNode",
]
