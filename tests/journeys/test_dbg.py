import json
from tests.journeys.test_rahul_told_three_surfaces import *
from tests.journeys import test_shalini_blank_crm_line as sh
async def test_dbg(team):
    await team.call("PUT", "/v1/catalogue", json=CATALOGUE)
    await team.deliver(await team.connect("whatsapp_cloud"), CHAT.body)
    await team.deliver(await team.connect("vapi"), CALL.body)
    await team.tell(**NOTE)
    await team.deliver(await team.connect("vapi","v2"), sh.CALL.body)
    await team.settled()
    for p in (PHONE, sh.PHONE):
        b=await team.brief(phone=p)
        print(json.dumps({k:b[k] for k in ("facts","stakeholders","objections","promises","open_questions")},indent=1,ensure_ascii=False))
        for i in await team.timeline(b["buyer_id"]):
            print(i["channel"], [t["text"] for t in i["turns"]])
            for s in i["signals"]: print("   ", s["slot"], s["value"], s["evidence"])
