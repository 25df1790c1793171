# ruff: noqa: E501 - frames read better on one line
r"""What the generator of English texts writes around names.

``{P}`` full name, ``{G}`` given, ``{F}`` family name, ``{C}`` company, ``{U}`` school, ``{T}`` technology, ``{X}`` invented
product, ``{L}`` town, ``{N}`` country, ``{A}`` nationality, ``{R}`` role, ``{M}`` month, ``{Y}`` year, ``{D}`` number,
``{H}`` heading, ``{W}`` title of a work, ``{E}`` e-mail, ``{TEL}``, ``{AD}`` address, ``{w}`` everyday word, ``{vb}`` verb,
``{vd}`` its past. ``(a|b)`` chooses; ``\n`` breaks the line.
"""

SAYING = "(said|says|replied|asked|explained|added|wrote|told us|insisted|shouted|whispered|noted|argued|admitted|claimed|answered|joked|recalled)"
DOING = (
    "(lives in {L}|lived there until {Y}|grew up in {L}|was born in {Y}|was born in {L}|graduated in {Y}|joined {C} in {Y}|works for {C}|works at {C}|moved to {L}|"
    "studied {w} at {U}|married a {w}|speaks {A} and {A}|is a {r}|is an excellent {r}|is the (new|main|invited) (speaker|{r})|is our {r}|is from {L}|is from {C}|is (very|really|so) (kind|helpful|reliable|smart|funny|{w})|is a (very|really|quite|truly) {w} (person|man|woman|girl|boy|friend|{r})|"
    "has been with us since {Y}|has {D} years of experience|led the team|leads the {w} group|reviewed the draft|fixed the {w}|will (call|join|meet|send|help|present|talk|visit) (you|us|them|me)|called me yesterday|called|"
    "wants to {vb} the {w}|started writing in {Y}|began {w}ing|flew to {L}|left early|plays the {w}|played {w} for {N}|won the {w}|told me about it|had a {w}|had given them the {w}|took the {w}|arrived late|is {D} years old|"
    "turned {D}|died in {Y}|sang about {w}|wrote {W}|directed {W}|published the first {w}|lost his {w}|found her {w}|left {C}|resigned|retired in {Y}|was hired as {r}|was promoted to {r}|founded {C}|"
    "looked at the {w}|smiled|laughed|nodded|opened the {w}|sat down|waited|picked up the {w}|was there|came back|went home|knows {T} well|owns a {w}|bought a {w}|lists his {w}|listed her favourite {w})"
)
PEOPLE = rf"""
My name is {{P}}.
my name is {{P}}
My name is {{G}}
My name's {{G}}, nice to meet you
Hi, I'm {{G}} and I {{vb}} {{w}}.
Hello, this is {{P}} from {{C}}.
This is {{G}} (speaking|calling|from {{C}}).
I am {{P}}, a {{r}} (based in {{L}}|at {{C}}|with {{D}} years of experience).
Hi {{G}}, thanks for the {{w}}.
Hi {{G}},\n\n{{S}} {{S}}\n\n(Best|Thanks|Cheers|Regards|Kind regards|Best regards|Sincerely|Yours sincerely|Warm regards|Many thanks),\n{{P}}
Hello {{G}}, {{s}}
Hey {{G}}! {{S}}
Dear {{G}},\n{{S}} {{S}}\n\n(Sincerely|Regards|Yours faithfully|Love|Respectfully),\n\n{{P}}\n{{R}}, {{C}}
Dear (Mr.|Mr|Ms.|Ms|Mrs.|Dr.|Dr|Professor|Prof.) {{F}},\n\n{{S}} {{S}}\n\nSincerely,\n{{P}}
Dear Hiring Manager,\n\n{{S}} {{S}}\n\n(Sincerely|Best regards|Kind regards|Yours truly),\n{{P}}\n{{TEL}}\n{{E}}
To Whom It May Concern,\n\nI am writing to recommend {{P}} for the {{w}} {{w}}. {{G}} {DOING}. {{S}}\n\n{{P}}\n{{R}}\n{{C}}
{{S}}\n\n{{P}}\n{{R}}, {{C}}\n{{TEL}}
{{S}}\n- {{P}}
{{S}} -- {{G}}
{{G}}, (can|could|would) you (please |){{vb}} the {{w}}?
{{G}}, {{s}}
Thanks {{G}}! {{S}}
Thank you, {{G}}.
(Sorry|Yes|No|Okay|Please|Listen|Look|Wait|Well), {{G}}, {{s}}
{{S}} Right, {{G}}?
{{P}} {DOING}.
{{P}} {DOING}. {{S}}
{{F}} {DOING}.
{{G}} {DOING}.
{{G}} {DOING}. (He|She|They) {{vd}} the {{w}} in {{L}}.
{{P}} {SAYING} that the {{w}} {{vd}} the {{w}}.
"{{S}}" {SAYING} {{F}}.
"{{S}}" {SAYING} {{P}}, {{r}} at {{C}}.
"{{S}}" {SAYING} {{G}} to {{G}}.
{{G}} {SAYING} to {{G}}: "{{S}}"
{{G}} {SAYING} at {{G}}, "{{S}}"
{{S}} {{F}} {SAYING} {{s}}
{{G}}: {{S}}\n{{G}}: {{S}}
{{G}}: "{{S}}"\n{{G}}: "{{S}}"
{{P}}: {{S}}
[{{D}}:{{D}}] {{G}}: {{s}}
According to {{P}}, {{s}}
According to {{F}}, {{s}}
{{w}} {{w}} with {{P}} (yesterday|on {{M}} {{D}}|in {{L}}|last week).
I (met|saw|know|trust|called|hired|interviewed|told|asked|thanked|visited|remember|love|miss|helped) {{P}} (yesterday|in {{Y}}|at {{U}}|again|about the {{w}}).
I (met|saw|called|told|asked|helped|invited) {{G}} (yesterday|in {{Y}}|and {{G}}|again|about the {{w}}).
We (talked|spoke|met|worked|went|argued|agreed|stayed) (to|with) {{P}}.
We (talked|spoke|met|worked|went|stayed) (to|with) {{G}} (and {{G}}|today|for a {{w}}).
Please (call|contact|ask|email|tell|inform|remind|thank) {{P}} (at {{TEL}}|about the {{w}}|at {{E}}|today|if you have questions).
Please (call|ask|tell|remind) {{G}} (about the {{w}}|today|to {{vb}} it).
Follow up with {{P}} (next week|in {{M}}|on the {{w}}).
(Forward|Send|Give|Hand|Mail|Ship|Show) (it|this|the {{w}}) to {{P}} (please|today|before {{M}}).
He (gave|sent|showed|lent|told) {{G}} his {{w}}.
{{G}} (gave|sent|showed|handed|offered) {{G}} (his|her|the|a) {{w}}.
my (husband|wife|son|daughter|brother|sister|friend|boss|manager|mother|father|kid|uncle|aunt|cousin|roommate|neighbour|dog sitter|partner|baby|child) {{G}} {{vd}} the {{w}}
My (husband|wife|son|daughter|brother|sister|friend|boss|colleague|manager|kid|nephew|partner) {{P}} {{vd}} a {{w}}.
The (actor|actress|singer|songwriter|drummer|author|novelist|poet|painter|director|guitarist|footballer|tennis player|swimmer|chess player|minister|senator|mayor|spokesman|chef|judge|detective|lawyer|scientist|physicist|journalist|violinist|goalkeeper|coach) {{P}} {DOING}.
(Actor|Singer|Producer|Author|Novelist|Director|Striker|Senator|President|Minister|Coach|Detective|Judge|Captain|Sergeant|Professor|Nurse|Founder|Guitarist|Drummer|Chef) {{P}} {DOING}.
(President|Minister|Detective|Judge|Captain|Sergeant|Professor|Coach|Officer|Senator|Doctor|Sister|Uncle|Aunt|Lady|Sir) {{F}} {DOING}.
(police|authorities|officials|fans|critics|they) (have |)(arrested|detained|praised|welcomed|honoured|questioned|released) (the |){{A}} (singer|player|writer|actor) {{P}} (over|after|for) the {{w}}
{{w}} {{w}} by former (singer|drummer|member|minister|manager|player|champion) {{F}} is a {{w}}.
ex-(wife|husband|member|manager|minister|singer|Marine|{{X}}) {{F}} {DOING}.
{{F}} and {{F}} were {{w}} {{w}}s.
{{F}} and {{F}} (wrote|played|met|founded|agreed|argued|built|sang) the {{w}} together.
{{P}} and {{P}} (met|married|worked|lived|founded {{C}}|wrote {{W}}) in {{Y}}.
{{G}} and {{G}} (are|were|went|live|work|met) (friends|there|here|in {{L}}|to the {{w}}).
The (team|family|founders|winners|members|authors|speakers|children|kids|students|guests|reviewers) (are|were|include|included|consisted of)(:|) {{G}}, {{G}}, {{G}} and {{G}}.
The (authors|winners|founders|speakers|reviewers|panelists) (are|were|include)(:|) {{P}}, {{P}} and {{P}}.
(Our|The) {{D}} (founders|partners|winners|owners|judges) (are|were|:) {{F}}, {{F}} and {{F}}.
we have {{D}} of them: {{G}}, {{G}}, {{G}}, {{G}}, and {{G}}.
Thanks to {{P}}, {{P}}, and {{P}} for (reviewing|comments|helpful {{w}}s).
the {{F}} (novel|film|album|song|case|trial|affair|family|book|story|speech|report|theory|concert|version|years|biography) (is|was|has) {{w}}
a {{F}} (novel|film|album|song|fan|concert|biography|quote)
Have you (seen|read|heard|been to|listened to) (a|the|that|any) {{P}} (concert|film|book|novel|song|album|show|interview) before?
{{F}}'s {{w}} (is|was|{{vd}}) {{w}}.
{{P}}'s {{w}} (is|was|{{vd}}) {{w}}.
{{G}}'s {{w}} (is|was|{{vd}}) {{w}}.
Here is {{G}}'s (address|number|phone|email|account|{{w}}):
it is (about|from|for|by) {{P}}
{{S}} (It was|They were) (written|sung|arranged|directed|performed|recorded|designed|made|founded|produced) by {{P}} in {{Y}}.
{{W}} is a {{Y}} {{A}} (film|comedy|drama|thriller|novel|song|album) (directed|written|recorded|sung) by {{P}} and (starring|featuring) {{P}}.
{{W}}, (directed|written|produced|arranged) by {{P}}, starring {{P}} and {{F}}.
The (song|book|film|article|record) (is|was) (like|unlike|by|about) {{F}} and {{s}}
Listening to {{P}} (again|all day|on {{X}}).
{{P}} - {{W}}
{{F}} ({{Y}}) showed that {{s}}
{{F}} et al. ({{Y}}) (showed|propose|found|argue) {{w}} {{w}}.
(see|cf.|following) {{F}} and {{F}}, {{Y}}
What is your (last name|first name|full name|mother's maiden name|surname|family name)? {{F}}
Her maiden name (is|was) {{F}}
(His|Her|Their) (first name|name|nickname|middle name) (is|was) {{G}}.
(Everyone|everybody|people|my friends|they|colleagues) (call|calls) me {{G}}
(They|We|She|He) (named|called) (him|her|it|the baby|their son|their daughter) {{G}}
please change (my|his|the) name (to|from) {{P}}
Is {{G}} (there|available|around|coming|at home)? {{S}}
Where is {{G}}? {{S}}
Who is {{P}}? {{S}}
Do you know {{P}}(| from {{C}}| at {{U}})?
you can (reach|find|ask|trust|call) {{G}} at {{TEL}}
I want to (remove|add|invite|register|unsubscribe|pay|send money to) {{P}} (from|to|for|in) my {{w}}.
I want to (remove|add|invite) my (son|daughter|wife|husband) {{G}} (from|to) the {{w}}
(Reported|Reporting|reports) to {{P}}(| and led a {{w}}|, {{R}}).
(Supervised|Mentored|Reviewed|Approved|Signed|Prepared|Written|Edited|Interviewed|Translated|Managed|Presented|Photo|Illustrated|Words|Story) by {{P}}(| on {{M}} {{D}}, {{Y}}|)
(Supervised|Reviewed|Approved|Prepared|Written|Edited)(:| by:) {{P}}
Worked (closely |)with {{P}} (on the {{w}} {{w}}|and {{P}}|at {{C}}).
Advisor: (Prof.|Dr.|Professor|) {{P}}
(Name|Full name|Full Name|Applicant|Candidate|Patient|Customer|Employee|Contact|Contact person|Attn|Author|Owner|Manager|Supervisor|Student|Sender|Recipient|Beneficiary|Guardian|Referee|Interviewer|Reviewer|Assignee|Reporter|Signed|Signature|Emergency contact|From|To|Cc){{sep}}{{P}}\n({{R}}|Tel: {{TEL}}|Email: {{E}}|Date: {{M}} {{D}}, {{Y}})
(First name|Given name|First Name|Forename){{sep}}{{G}}\n(Last name|Surname|Family name|Last Name){{sep}}{{F}}
From: {{P}} <{{E}}>\nTo: {{P}} <{{E}}>\nSubject: {{w}} {{w}}\n\n{{S}}
{{P}}\n{{R}}\n{{E}} | {{TEL}} | {{L}}, {{N}}\n\n(Summary|Profile|SUMMARY|PROFILE|Objective)\n{{S}} {{S}}
{{P}}\n{{R}}\n{{C}}\n{{AD}}
{{P}}\n\n{{AD}}\n{{L}}\n{{N}} {{D}}
{{P}}\n{{w}} {{w}}\n{{C}}\n{{AD}}\n{{TEL}} office\n{{TEL}} fax
{{P}}\n{{AD}}\n{{L}}, {{N}}
{{P}}, {{R}}, {{C}}, {{TEL}}
{{P}} | {{R}} | {{C}}
{{P}} ({{R}}, {{C}})
- {{P}}, {{R}}
- {{P}}: {{w}} {{w}}
* {{P}} — {{s}}
{{P}}\t{{TEL}}\t{{E}}
{{P}}, {{D}}, {{L}}
{{F}}, {{G}}\n{{w}} {{w}}
{{G}} is (a|an|the|my|his|our) (very |really |quite |) {{w}} {{w}}. {{S}}
{{F}} (is|was) (very|really|quite|so|always|never|not) {{w}}. (He|She|They) {{vd}} {{w}}.
{{P}} (is|was) (a|an|the|our|my) {{w}} {{w}}.
{{G}} (lives|lived|stays|works|sits|waits) (on|at|near|by|behind|with|in) {{AD}}
(Unlike|Like|After|Before|Despite|Since|Without) the {{F}} (novel|film|album|book|affair|trial|{{w}}), {{s}}
{{S}} {{F}} and {{F}} were {{w}} {{w}}s.
{{S}} {{F}}, {{F}} and {{F}} {{vd}} it.
{{s}}: {{F}}, {{F}} and {{F}}. {{S}}
(starring|featuring|by|with|for|from) {{F}}
(PI|Host|Mentor|Lead|Chair|Editor|Coach|Tutor|Organiser|Principal investigator|Instructor|Recruiter|Landlord|Witness|Spouse|Project manager|Team lead): {{P}}
(PI: {{P}}), {{w}} {{w}}
host (Prof.|Dr.) {{P}}, {{U}}
mentored {{D}} juniors, {{G}} and {{P}}, {{w}}
{{P}}\n{{R}}, {{U}}\n\n{{H}}\n{{S}}
Reference for {{P}}\n\n{{S}} {{S}}
{{w}} {{w}}: {{G}}, {{G}}\n{{w}}: {{G}}
{{G}}와 함께 {{T}} 프로젝트를 진행했습니다.
QA 리드 {{G}}와 {{T}} 담당 {{G}}
{{G}} 의견: 보류. {{G}} 님이 면접을 진행
동료들은 저를 {{G}}라고 부릅니다.
영어 이름은 {{G}}이고 {{C}}에서 일합니다.
{{P}} and (starring|featuring|with) {{F}}
> {{P}}\n> {{w}} {{w}}\n> {{AD}}\n> {{L}}
{{P}}\n{{C}}\n{{P}}\n{{AD}}\n{{L}}\n{{N}} {{D}}
{{F}}, {{G}}. {{W}}. {{L}}: {{C}} Press, {{Y}}.
RESUME\n{{P}}\n{{L}}, {{N}}\n{{E}}\n\nEXPERIENCE\n{{C}} — {{R}}
Curriculum Vitae\n\n{{P}}\n\nEducation\n{{U}}, {{Y}}
REFERENCES\n{{P}}, {{R}} at {{C}}, {{E}}\n{{P}}, {{R}} at {{C}}, {{E}}
References: {{P}} ({{R}}, {{C}}), {{P}} ({{R}}, {{U}})
(Meeting notes|Attendees|Participants|Present|Reviewers|Speakers): {{P}}, {{P}}, {{P}}
(Interview|Meeting|Call|Chat|Lunch) with {{P}} (on {{M}} {{D}}|at {{D}} pm|)
The {{w}} was named after {{P}}.
I live with {{G}} at {{AD}}.
{{P}}, who {DOING}, {{vd}} the {{w}}.
{{P}} of {{C}} {DOING}.
{{P}} from {{C}} is (the|a|our) {{w}} {{w}}
{{G}} from ({{C}}|accounting|sales|HR|support|{{L}}) {{vd}} the {{w}}.
When {{G}} (came|left|arrived|called), {{s}}
If {{P}} (calls|asks|agrees|comes), {{s}}
{{S}} Then {{G}} {{vd}} the {{w}} and {{G}} {{vd}} it.
between (him|her|me) and {{G}}'s {{w}}
a (letter|call|gift|message|cake|card|song|present) (for|from|by) {{G}}
(letter|call|message|present) (for|from) {{P}}
in memory of {{P}}
{{W}} (by|feat.|featuring|with) {{P}}
"{{W}}" was (written|arranged|sung|covered|recorded) by {{F}} (though|but|and) {{F}}'s {{w}} was {{w}}
the (great|late|young|legendary|brilliant|old|famous) {{P}}
you {{vd}} a {{w}} to {{vb}} me, {{G}}, {{w}} {{w}} and a {{w}}
{{P}} 님께서 추천해 주셨습니다.
담당자: {{P}} ({{E}})
지도교수 {{P}} 교수님의 연구실에서 {{T}}를 다루었습니다.
멘토 {{P}}와 함께 {{T}} 기반 서비스를 개발했습니다.
영문 이름: {{P}}
# {{P}} (이서준)\n{{w}} {{w}}
{{P}} (김하늘)\n{{R}}
이서준 ({{P}})
Committee: {{P}} (chair), {{P}}
REFERENCES\n{{P}}, CISO, {{C}}
"""
# No person in any of these; every capitalised word counts against.
NOBODY = r"""
{H}
{H}\n{S}
{H}\n- {S}\n- {S}
{R}
{R}, {C}
{R} | {C} | {M} {Y} - {M} {Y}
{R} at {C}\n{M} {Y} – Present\n- {PAST} {T} and {T}.\n- {PAST} the {w} {w} with {T}.
{C}, {L} — {R} ({M} {Y} - {M} {Y})
{C}\n{R}\n{M} {Y} to {M} {Y}
{U}\n(Bachelor|Master|Doctor) of (Science|Arts|Engineering|Business Administration) in {CW} {CW}
{U}, {L}, {N}
B.Sc. in {CW} {CW}, {U}, {Y}
Skills: {T}, {T}, {T}, {T}, {T}
(Languages|Tools|Frameworks|Databases|Cloud|Technologies|Stack): {T}, {T}, {T}, {X}
{T}, {T}, {T} and {T}
{T} / {T} / {X}
{T} {D}.{D} and {X} {D}.{D}
Migrated from {X} to {T} on {T}.
Deployed {X} with {T}, {T} and {X}.
We use {X} (for|as|with) {w} {w}.
{X} is (a|an|the) {w} {w} for {T}.
{X} (supports|provides|uses|requires|runs on|integrates with|replaces|handles|returns|stores) {T} and {w}s.
(Install|Use|Run|Open|Try|Configure|Start|Enable|Download|Upgrade) {X} (to|and|before) {vb} the {w}.
(Using|With|In|On|For|From|Behind|Unlike|Like) {X}, {s}
The {X} (API|cluster|server|client|library|SDK|operator|plugin|engine|database|driver|connector|protocol|team|project|platform|dashboard) {vd} the {w}.
the {X} {X} {w}
{X} {X} (Server|Cloud|Platform|API|Engine|Studio|Manager|Suite)
{CW} {CW} {CW} (API|SDK|Server|Service|Framework|Platform)
{T} {CW} and {T} {CW}
Works at {X}.
I work (at|for) {X} (in {L}|since {Y}|now).
{X} (was founded|was acquired|announced|hired|laid off|reported|opened) in {Y}.
{X} (Inc|Inc.|LLC|Ltd|Corporation|Technologies|Systems|Group|Labs|Holdings|GmbH) (was founded in {Y}|{vd} the {w}|is a {w}).
{F2} (University|College|Foundation|Hospital|Institute|Inc|Ltd|Group|Street|Airport|School|Museum|Library|Prize|Award|Scholarship|Bank|Center|Associates|Brewery) {vd} the {w}.
{G2} {F2} (University|College|Foundation|Hospital|Institute|Inc|Airport|School|Museum|Library|Prize|Award|Scholarship|Medical Center|Stadium)
worked at {G2} {F2} (Foundation|Hospital|Institute|Inc|University|Associates|Consulting) until {Y}
{F2}, {F2} and {F2} (LLP|LLC|Partners|Associates)
{F2} & {F2}
the {F2} (algorithm|theorem|equation|distribution|test|transform|method|Prize|disease|effect|Bridge|Award|regression|coefficient)
the (Gaussian|Bayesian|Fourier|Laplace|Markov|Poisson|Hamming|Levenshtein|Dijkstra|Bloom|Kalman|Newton|Euler|Turing|Nash|Pareto|Monte Carlo|Jaccard|Cauchy|Gini|Huffman|Viterbi|Kerberos|Moore|Amdahl) (distribution|filter|test|model|machine|method|algorithm|chain|law|index|score|code)
Chapter {D}: {CW} {CW} of the {CW}
{W}
{W} is a (novel|film|song|game|show).
I liked {W}. {S}
The {X} Orchestra was founded in {Y}. Since then, {s}
(Live|Travel|Flights|Weather|Hotels|News|Jobs) (in|from|to) {L}, {N}
I (live|lived|work|study|studied|grew up|was born) in {L}.
I'm (from|in|moving to|travelling to) {L}.
She (moved|flew|went|travelled) (to|from) {L} (in {M}|on (Monday|Tuesday|Friday)|with {A} friends).
The {A} (government|team|army|embassy|economy|border force|police) {vd} the {w}.
I am glad to hear that {N} is {w}ing.
{N} and {N} {vd} a {w} in {M} {Y}.
(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday), {M} {D}, {Y}
{S}
{S} {S}
{S} {S} {S}
- {S}
• {PAST} {w} {w}s by {D}%
{PAST} {T} {w} {w} in {T} and {T}, (reducing|increasing|cutting) {w} by {D}%.
{D}. {S}
(Can|Could|Would|Should|Do|Does|Did|Will|Is|Are|Was|How|Why|What|When|Where) (I|you|we|it|they) {vb} (the|a|my) {w}?
(How do I|How can I|What is the|Where is the|I want to|Please|I'd like to|Can you) {vb} (the|my|a) {w} {w}?
Bot: {S} User: {s}
Question: {S}\nAnswer: {S}
User: {S}\nAgent: {S}
Note: {S}
(TODO|NOTE|WARNING|FIXME|IMPORTANT): {s}
# {H}\n\n{S} `{w}` {s}
## {CW} {CW}\n\n{S}
| {CW} | {CW} {CW} | {CW} |
{CW}: {w} {w}\n{CW} {CW}: {D}\n{CW}: {w}
{CW}: {CW}
{CW} {CW}: {CW} {CW}
({CW} {CW}, {CW} {CW})
(Certified|AWS Certified|Google Certified|Oracle Certified) {CW} {CW} (Associate|Professional|Administrator)
{CW} {CW} Award, {U} ({Y})
Dean's List, {Y}; {CW} Scholarship
(Member|Volunteer|President|Treasurer) of the {CW} {CW} (Society|Club|Association)
TOEIC {D}, OPIc IH, JLPT N{D}
Dear (Sir or Madam|Hiring Manager|Hiring Team|Customer|Team|All|Colleagues|Recruiter|Support),\n{S}
(Hi|Hello|Dear|Hey) (all|team|everyone|there|folks|support|guys), {s}
(Best|Kind|Warm) regards,\nThe {C} Team
(Sincerely|Thanks),\nYour {CW} Team
References available upon request.
{T}를 활용한 {T} 기반 {X} 시스템 구축
{T}와 {X}로 데이터 파이프라인을 만들었습니다.
{C}에서 {R}로 근무 ({T}, {T}, {X})
- {X} 도입으로 응답 시간 {D}% 단축
{X} {D}.{D} 버전에서 {T} {CW} 기능을 지원합니다.
프로젝트: {CW} {CW} {CW} ({T}, {X})
{C} {L} 지사에서 {CW} {CW} 담당
{CW} {CW} ({w} {w}) 를 {T}에 적용
{X} {X}을(를) 이용해 {CW} 알고리즘을 구현했다.
{U} {CW} {CW} 전공, {L} 거주
(the|this|a) {CW} {w} of {X}
{AC}
{AC} and {AC} {w}s
The {AC} (protocol|format|standard|test|report|team|exam|rule|code) {vd} the {w}.
{AC}: {w} {w} {w}
(Company|Employer|School|Major|Department|Project|Product|Course|Degree|Team|Client|Publisher|Journal): {X} {CW}
(Company|Employer|Client|Vendor): {X} {CW} ({w}), {L}
{CW} status: {w}\n{CW}: {w}    {CW}: {w}
(Secondary|Primary|High school|School): {L} (National|Public|International) High School
"{CW} {w} {w}", (J.|Proc.|Trans.|Ann.) {CW}. {D}, {D}
the {F2}-{F2} (model|test|grade|lemma|equation|effect)
the {X} {w} {vd} the {w}
the {L} {w} {vd}
before the {DAY} {w}
(a|an|the|every) {DAY} {w} in {M}
Date: {DAY}, {D} {M} {Y}
{DAY}, {D} {M} {Y} {D}:{D}
{w} {w} ({L} and {L}) by {D}%
with a {F2} (acceptance rule|run|transform|scheme|plot|heuristic|kernel|estimator|sampler|matrix|curve|model|number|equation)
{D} - {D}  {C} {N}, {L} — {R}
{D}–{D}    {C} {L} — {R}
**{C}** — {R}
**{CW} {CW}** - {R}
"{CW} {CW} {w}", {CW}. {CW}. {D}, {D} ({Y})
(Visiting Scholar|Researcher|Intern), {AC} {L}, {Y}
Reviewer for {CW}, {X} and {CW} {CW}
(University|College|Bank|Port|Rio|City|Museum) (of|de) (San|Santa|) {L}
{A} (native), {A} (C1), {A} (N3)
(Domain|Scope|Field|Standards|Exams|Topics|Keywords): {AC} {AC}, {AC} and {AC}
{A} (native)\n{A} (B1)\n{A} (fluent)
(Languages|Language skills): {A}, {A} (basic), {A} - (native|C1|fluent|intermediate)
{A}
{A}: (native|fluent|conversational|business level)
{A} {w} {w}
(the|an|a) {A} {w}
studied {A} and {w} at {U}
{T}, {X}, {X}, {X}로 {w} 구축
{X}, {T} 도입. {AC} 특약에 따라 {w}
(Built|Reviewed|Approved|Managed|Owned|Maintained|Led|Supported|Powered|Directed|Written) by (the |){CW} {CW}(| Team| Department| Group).
(reported|reports|assistant|presented|reporting) to (the |)(Head|Director|Vice President|VP|Chief) of {CW}(| and {CW}).
(From|To|Since|Until|Period|Date): {M} {Y}
(Name|Title|Owner|Author|Manager|Team|Contact|Vendor|Client): {CW} {CW}
(with|for|from|to|by|and) {CW} {CW}, {CW} {CW} and {X}
{CW} ({AC})
{S} ({AC}) {s}
(Use|Enter|Send|Here is|What is|Forgot) (my|your|the) {AC}: {D}
{AC} {D}, {AC}-{D}
{AC} {AC} {w}
{w} {w} from {AC} with the {w}
(the|an|a|each|every|some|no) {AC} (of|in|for|with) the {w}
{CW} is (a|an|the) {w} {w} (of|for|in) {w}s.
{CW} {w}s {vb} {w} {w}s.
{CW} {w} {w} {w}.
{CW}, {CW}, {CW} and {CW} {w}
(When|If|Because|While|After|Before|Since|Although|Cannot|Invalid|Read|Note|Hence|Thus|However|Therefore|None|True|False|Optional|Default|Deprecated|Supported) {w} {w}, {s}
(the|a|this|each) {CW} (object|class|type|value|layer|function|method|field|option|error|event|file|page|node|table|instance) {vd}
{X} {CW}
We (moved|came|drove|travelled|walked) (here |)(from|to) {L}.
I am in {L} for a (business trip|holiday|meeting|{w})
(returned|flew|travelled|went|sailed) to {L} (by|on|in|with) (train|{w}|Monday|the {w})
(originally|now) (from|in) {L}, and (I|he|she) {vd}
{C}\n{AD}\n{L}\n{N}
{L}
> {C}\n> {AD}\n> {L}\n> {N} {D}
(home city|capital|village|city of|town of|airport of|near|outside|around|between) {L}
Here are {D} companies: {X}, {X} and {X}.
explained to {X}, which later became {X} in {Y}
Title {CW} of the {CW} Act of {Y} {vd} the {w}
import {T} from {X}; class {CW}{CW} extends {CW}
{T} vs. {T}: which {w} is {w}?
{T}, {X} or {T}? {S}
{AD}
Send the {w} to {AD} please
My address is {AD}
{L}\n{N} {D}
{X}'s {w} {vd} the {w}.
{T}'s {w} {w}
{C}'s {R} {vd} {w}.
(The|Our|This) {CW} {CW} {vd} the {w}.
(Vitamin|Grade|Class|Series|Plan|Section|Appendix|Figure|Table|Level|Phase|Option|Type|Route|Gate|Room|Building) {IN} {w}
{CW} {CW} {CW} {CW}
{CW} {CW}
{CW} {CW} {CW}
{CW} of {CW} and {CW}
{CW} & {CW}
The {CW} {CW} of {CW}
({CW}) {s}
"{CW} {CW}" {s}
{X}
{X} {X}
{X}, {X}, {X} and {X} (were|are) (tools|vendors|products|platforms|packages) we {vd}.
switched from {X} to {X} because {s}
{w} {w}, {w} {w}, {w} {w}
"""
