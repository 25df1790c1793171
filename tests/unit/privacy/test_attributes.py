"""Attributes of a person in forms, tables, JSON and prose, Korean and English; and what only looks like one.

``{braces}`` mark what must be masked, ``⏎`` a line break. A marked text must be masked exactly there, under the
type of its list among others.
"""

import re
from collections.abc import Callable

import pytest

from service.privacy.detector import Finding, PatternDetector
from service.privacy.spans import disjoin
from service.text import RawText

Mask = Callable[[str], str]
MINIMUM_SCORE = 0.5

FOUND = {
    "DATE_OF_BIRTH": """
제 생일인 {11월 24일}에 입사했습니다.
My birthday is on {March 5}.
{3월 5일}은 제가 태어난 날입니다.
생년월일: {1992.03.15}
생년월일 {1992년 3월 15일}
생년월일 : {1992. 3. 15.}
생년월일 | {1992-03-15} |
생년월일: {92.03.15}
생년월일: {920315}
생년월일: {19920315}
생 년 월 일 : {1992 년 3 월 15 일}
생년월일: {1992년 3월⏎15일}
생일: {3월 15일}
생년월일: {음력 1992년 3월 15일}
생년월일(양력): {1992/03/15}
생년: {1992년}
출생연도: {1992}
"생년월일": "{19920315}"
"birth_date": "{1992-03-15}"
{1992.03.15생} 지원자
저는 {1992년생}입니다.
{92년생} 개발자입니다.
{92년 3월생}이고 서비스를 만듭니다.
{92년 3월 15일생}
{1992년 3월 15일생}입니다.
{86.11.05생}
이 글은 1992년 3월 생일 파티가 아니라 {1992년 3월생}의 이야기다
{1988년 2월 1일} {대구}에서 태어났습니다.
저는 {1990년}에 태어나 바닷가에서 자랐습니다.
생일은 {7월 21일}입니다.
파일 암호는 생년월일 6자리({910730})입니다.
주민번호 앞자리: {910730}
Date of birth: {March 15, 1992}
DOB: {15 March 1992}
D.O.B. {03/15/1992}
Birthday: {Mar 15, 1992}
I was born on {March 15, 1992}.
I was born in {1992}.
Born {1997-08-19}, remote
born in {March 1992}
She was born on the {15th of March 1992}.
김하늘 ({1992.03.15}, {여})
({남}, {1992.03.15})
""",
    "AGE": """
나이: {34}
나이: {만 34세}
연령 | {34세} |
나이(만): {47}
"age": {29}
"age": {34}, "city": "x"
나이: {34}, 취미: 독서
올해 {서른두 살}입니다.
{만 32세}입니다.
{32세} 개발자입니다
저는 {서른둘}이고 두 번째 이직입니다.
목소리 작음. {서른셋}, 경력 5년
{스물여섯} 취업준비생입니다.
{스무 살}에 처음 코드를 썼습니다.
나이는 {22살} 입니다
나이가 {31세}시니까 괜찮으세요
저는 {30대 초반}의 개발자입니다.
홍길동 ({만 34세})
홍길동 ({35세}) 지원자
올해 {마흔 살}이 되었습니다
{마흔다섯 살}의 신입입니다
Age: {34}
I am {32 years old}.
I'm {32} and looking for a change.
a {32-year-old} developer
He is {thirty-two years old}.
aged {32}, lives alone
I'll turn {23}.
(age {32})
written when he was {78}.
I am in my {early thirties}.
at the age of {27}, I moved
{29 y/o} nurse
currently {41}, with ten years at sea
""",
    "GENDER": """
성별/병역: {남} / 군필
성별/결혼: {여} / {기혼}
성별({남})
성별 및 병역 : {남}, 육군 병장 만기전역
{여성}으로서 현장을 이끌었습니다.
지원자: 조수민 ({29}, {여}) – 재무기획
팀의 유일한 {여성} 엔지니어였습니다.
성별: {남}
성별: {여}
성별 | {여성} |
성 별 : {남자}
"gender": "{F}"
Sex: {Female}
Gender: {male}
Gender: {Non-binary}
저는 {남성}으로 태어났습니다.
저는 {30대} {여성}입니다
성별은 {여성}입니다.
김하늘({여}, {35세})
편도윤 ({41세}, {남})
진선 ({84년생}, {여})
{22살} {여자}입니다
{만 52세} {남성}
⏎{남성}, {86.11.05생}, 경력 3년
I am a {woman} in engineering.
a {29-year-old} {female} nurse
pronouns: {she/her}
Born {1997-08-19}, {female}, single-handedly
성별(남/여): {여}
""",
    "NATIONALITY": """
저는 {중국} {칭다오}에서 태어나 2010년에 왔습니다.
{독일인}으로 고등학교에서 가르칩니다.
남편은 {독일인}입니다.
{베트남} {하노이}에서 태어나고 자랐습니다.
{우즈베키스탄 출신}으로 한국에서 일합니다.
저는 {고려인} {3세}입니다.
{베트남}에서 태어나 한국에서
국적: {대한민국}
국적: {중국(조선족)}
국적 | {베트남} |
국적은 {필리핀}입니다.
{베트남 국적}입니다.
저는 {캐나다 국적}을 가지고 있습니다.
{미국 시민권자}입니다.
저는 {조선족}으로 연변에서 공부했습니다
저는 {우즈베키스탄인}입니다.
"국적": "{대한민국}"
Nationality: {Republic of Korea}
Nationality: {Vietnamese}
NATIONALITY   {Korean}
Citizenship: {Filipino}
I am {Korean}.
I am a {Canadian citizen}.
I'm a {Vietnamese national} with a work permit
She is a citizen of {New Zealand}.
외국인 명부  {중국}  {880612-5778201}
{한국 국적} 취득
""",
    "HEIGHT": """
키: {178cm}
신장: {178}
신장 | {178.5cm} |
키 {178cm}에 운동을 좋아합니다
키는 {163}이고 유니폼은 M입니다
키는 {180센티}입니다
Height: {178 cm}
Height: {5'2"}
height: {5 ft 10 in}
I am {178 cm} tall.
"height": {178}
신체: {178}/{70}
키/몸무게: {178}/{70}
신체사항: {178cm}/{70kg}
{178cm}, {70kg}의 체격
신체: 키{168} 몸무게{64kg}
키 {174cm}, 몸무게 {88kg}
Height / weight: {158 cm} / {48 kg}
""",
    "WEIGHT": """
몸무게: {70kg}
체중: {70.5 kg}
체중 | {70kg} |
체중 {64킬로}입니다
몸무게는 {70kg}입니다.
Weight: {112 lbs}
Weight: {70 kg}
I weigh {70 kg}.
"weight": {70}
목표는 {65kg}까지 빼고 싶어요
""",
    "MARITAL_STATUS": """
he is {29 years old}, {married}, and recently moved
US {permanent resident}. {Single}. Interests: running
Age {34} | {Married} | two kids
결혼여부: {미혼}
혼인 여부 | {기혼} |
결혼: {기혼(1남 1녀)}
저는 {미혼}입니다.
현재 {기혼}이며 {맞벌이}입니다
{결혼 3년차}입니다.
작년에 {결혼했}습니다.
{이혼} 후 혼자 지냅니다.
{신혼 2년차} 부부입니다
{싱글맘}으로 일과 육아를 함께했습니다.
{비혼}으로 살 생각입니다.
Marital status: {Single}
Marital status: {Married, one child}
Civil Status: {Single}
I am {married} and ready to relocate.
I'm {divorced}.
She is {widowed} now.
I am {married with two children}.
Born {1997-08-19}, {female}, {single}⏎
"marital_status": "{married}"
""",
    "HOMETOWN": """
본적: {전남 순천시}
출신지 | {경북 안동} |
고향: {강릉}
등록기준지: {전라남도 순천시 낙안면}
고향은 {전남 순천}입니다.
저는 {부산}에서 태어나 자랐습니다.
{전남 완도}에서 {2남 1녀 중 막내}로 태어났습니다.
{경북 의성}에서 출생하여 공고를 졸업했습니다
저는 {대구} 출신으로 사투리를 씁니다.
{제주} 토박이입니다
{충청남도 공주시}에서 작은 집에서 자랐습니다.
{강릉}에서 나고 자랐습니다.
Place of birth: {Gangneung}
Birthplace: {Iloilo City}
Hometown: {Jeonju}
I was born in {Busan}.
I was born and raised in {Daegu}.
I grew up in {Gwangju}.
My mother is from {Jeonju}.
I'm originally from {Hanoi, Vietnam}.
Born {1992} in {Gangneung}.
Birth: {26/02/1991}, {Hai Duong, Vietnam}
She is a native of {Mokpo}.
""",
    "FAMILY": """
여성, {기혼}, 자녀 {1남}
{남편과 사별}, 아들 고은찬({22세}, {해군 복무 중})
예의를 중시하는 아버지와 {서예 학원을 운영하시는} 어머니 밑에서 자랐습니다.
{다섯 살 쌍둥이}의 엄마입니다.
올해 초 아내가 {쌍둥이를 낳으면서} 어려웠습니다.
올여름 {두 딸}과 함께 귀국합니다.
부양가족 {3명}
자녀 {2명} (초등학생)
자녀: {1남 1녀}
저는 {두 아들을 키우며} 일했습니다.
{어머니는 시장에서 반찬 가게를 운영하셨습니다}.
{할머니 손에 자랐습니다}.
{편모 가정에서 자랐지만} 밝게 컸습니다.
My husband and {two sons} are relocating with me.
I am a {father of twins}.
We have {two daughters in elementary school}.
My wife and {our two kids} live in Busan.
가족관계: {부(60, 교사), 모(58, 주부)}
가족관계⏎{부 김철수 58세 회사원}⏎{모 이영희 55세 주부}
[가족사항]⏎{부	홍판서	61세	공무원}⏎{모	최부인	55세	농업}
저는 {2남 1녀 중 장녀로 자랐습니다}.
{1남 2녀의 막내}입니다.
{삼남매 중 둘째로 컸습니다}.
{외동딸로 자랐습니다}.
{장남}으로 태어나 책임감이 강합니다
{아버지는 목수로 일하셨습니다}.
{어머니께서는 초등학교 교사로 근무하셨습니다}.
{아버지는 30년간 공무원으로 재직하셨습니다}.
{형은 해양경찰입니다}.
{배우자가 치과의사라} 이사가 어렵습니다
{누나는 목포에서 간호사로 일하고 있습니다}.
{남편은 회사원이고} 저는 쉽니다
{식당을 운영하시는} 부모님 밑에서 배웠습니다.
{농사를 지으시는} 아버지와 함께
{마을 이장을 지내신} 할아버지는 엄하셨습니다
{두 아이의 엄마}입니다.
{세 딸의 아빠}입니다
{아이 둘을 키우고 있습니다}.
{슬하에 1남 1녀를 두고 있습니다}.
{자녀 2명}을 키웁니다
{와이프가 임신 중}입니다
My {father is a carpenter}.
My {mother is a retired school teacher}.
My {wife, Sora, is a nurse}.
I am the {eldest of three}.
I'm an {only child}.
I am a {mother of two}.
{I have two children}.
{Father: Kim, 60, farmer}⏎
{Husband: Do Van Hai, 36, welder}
{Mother's name: Corazon — housewife}
{부 김철수 58 회사원}
""",
    "RELIGION": """
종교 {가톨릭}
신앙심도 깊어 {개신교 동아리}에서 봉사활동을 이어 왔습니다.
일요일 오전 근무만 피하고 싶습니다. ({기독교})
종교는 {불교}입니다.
대학 때 {불교학생회} 회장을 맡았습니다.
{교회 반주자}로 10년간 봉사했습니다.
주말에는 {미사에 참석}합니다.
{법회에 다니}며 마음을 다스립니다.
{세례를 받}고 봉사를 시작했습니다.
I sing in the {church choir}.
I am a {Sunday school teacher}.
I {attend church} every Sunday.
I {volunteer at my church}.
She is a {deacon at her church}.
I {attend mosque} on Fridays.
종교: {불교}
종교: {무교}
종교 | {천주교} |
"종교": "{기독교}"
저는 {천주교 신자}로서 봉사합니다.
{기독교 집안}에서 컸습니다.
저는 {불교}를 믿습니다.
{독실한 기독교인}으로 살아왔습니다
어려서부터 {교회에 다니}며 반주를 맡았습니다.
{모태신앙}입니다.
{성당 주일학교 교사}를 했습니다
Religion: {Roman Catholic}
I am a {Muslim}.
I am a {practising Catholic}.
I keep {halal}.
As a {Christian}, I value honesty.
religion: {Buddhist}
저는 {무슬림}입니다.
종교는 {원불교}입니다
""",
    "HEALTH": """
고등학교 2학년 때 {십자인대 파열}로 운동을 그만두고 공부를 시작했습니다.
{임신 14주}에 접어들면서 출퇴근이 어려워졌습니다.
{아토피}가 있어 종이 먼지에 약합니다.
2023년 봄에 {우울증}으로 한 달 쉬었습니다.
한 번은 가족의 {암} 간병.
장애인: {심하지 않은 장애(청각)}
현재 {임신 7개월}이라 재택을 희망합니다.
{공황장애}로 상담을 받고 있습니다.
어릴 때부터 {천식}이 있어 흡입기를 씁니다.
{허리 디스크}가 심해 오래 서 있지 못합니다.
{갑상선 기능 저하증} 약을 매일 먹습니다.
{혈압약}을 복용하고 있습니다.
{정신과 치료}를 받은 적이 있습니다.
{난청}이 있어 {보청기}를 씁니다.
{색약}이지만 업무에는 지장이 없습니다.
군 복무 중 {무릎을 다쳐} 의병 전역했습니다.
작년에 {갑상선암 수술}을 받았습니다.
{발목 골절}로 두 달을 쉬었습니다.
{왼쪽 귀가 들리지 않}지만 대화에 문제가 없습니다.
어머니의 {치매} 간병으로 공백이 생겼습니다.
아버지가 {뇌졸중}으로 쓰러지셨습니다.
{당뇨}를 앓고 있어 식단을 조절합니다.
저는 {크론병} 환자입니다.
{말더듬}이 있었지만 극복했습니다.
{항우울제}를 복용 중입니다.
She has managed {type 1 diabetes} since childhood.
I was diagnosed with {ADHD} in 2019.
I am currently {20 weeks pregnant}.
I had {knee surgery} in 2021.
I {tore my ACL} in college and switched to coaching.
I live with {asthma} and carry an inhaler.
After battling {depression} I returned to work.
I left the company because of my {anxiety disorder}.
I have a {hearing impairment in my left ear}.
I use a {wheelchair} and need step-free access.
혈액형: {A형}
혈액형 {O형}
장애등급: {지체장애 3급}
장애유형 | {청각장애 경증} |
건강상태: {고혈압 약 복용 중}
병력: {갑상선암 수술}
{지체장애 3급}입니다.
{장애 3급} 판정을 받았습니다.
{시각장애인}으로서 접근성을 고민했습니다.
{청각장애}가 있습니다.
{당뇨}를 앓고 있습니다.
{우울증}으로 휴직한 적이 있습니다.
작년에 {허리디스크 수술}을 받았습니다.
{허리 디스크 시술}을 받았으나 완쾌했습니다.
{소아천식}을 앓았던 터라
할머니께서 {뇌졸중}으로 쓰러지셨습니다.
본인이 {색각이상} 있다고 밝힘
병역: 면제 ({청력 저하})
알레르기는 {땅콩 알레르기} 있는데 괜찮습니다
{유방암} 투병을 이겨 냈습니다
{선천성 심장질환}으로 체력이 약합니다
{공황장애} 진단을 받았습니다.
휴직 사유: {기흉 수술}
{갑상선암} 완치 후 복귀
{무릎 수술}을 받아 쉬었습니다.
{장애인 등록증}을 보유하고 있습니다
Disability: {hearing loss}, mild
Blood type: {AB}
I was diagnosed with {breast cancer} in 2019.
I have {asthma}.
I am {lactose intolerant}.
I am allergic to {peanuts}.
As a {Type 1 diabetic} I need breaks.
She told us about her {hearing loss}.
I suffer from {migraine} at times
He is a {wheelchair user}.
Medical condition: {epilepsy}
""",
    "MILITARY_NUMBER": """
군번: {20-71234567}
군번 {12-76012345}
육군 병장 만기전역 (군번 {12-76012345})
군번은 {20-71234567}입니다
Military number: {20-71234567}
"군번": "{20-71234567}"
""",
    "VETERAN_NUMBER": """
{국가유공자}입니다.
{보훈대상자}로 가점 대상입니다.
{국가유공자}(가점 10%)
보훈번호: {12-345678}
보훈번호 {35-70914}
보훈: {11-402295}
저는 {국가유공자 자녀}입니다.
{독립유공자의 후손}입니다
{보훈대상자}입니다.
보훈번호는 {12-345678}입니다
보훈여부: {대상}
""",
    "STUDENT_ID": """
학번: {2012-123456}
학번 {2012123456}
(학번: {20123456})
컴퓨터공학과 (학번 {2019104587}) 재학
수험번호: {1234567}
Student ID: {2012123456}
Student No. {1613042}
학번은 {2012123456}입니다
""",
    "EMPLOYEE_ID": """
사번: {KA12345}
사원번호: {P-2018-1129}
직원번호 {20140382}
Employee ID: {E12345}
(사번 {20210417})
Employee number: {20140382}
""",
    "CERTIFICATE_NUMBER": """
정보처리기사 {25201050738Y} (2025.06)
정보처리기사 (2025.06) {25201050738Y}
관광통역안내사(중국어) 자격번호 {2016-가-01428}
빅데이터분석기사 ({BAE-004120387}), 2022.07
컴퓨터활용능력 1급 ({19-I9-048215}), 2019.08
간호사 면허번호는 {398201}이고
위생사 {제40117호}
이수번호는 {KIIP-2021-0048273}입니다.
영어(IELTS 7.5, 응시번호 {19KR004182NAMH001A}), 프랑스어
Certificate of Competency as Second Engineer (No. {COC-2E-0284716}), issued in 2019.
산림기사 2025.06.05 {25202070391P}
초경량비행장치 조종자(무인멀티콥터) 1종 {91-114027}
ISTQB CTFL (No. {KSTQB-FL-18420})
간호사 (대한간호협회) 2023.02.17 면허번호 {418205}
전기기사 {14201050127A} (2014.05)
AWS Certified Solutions Architect (Validation number: {LM7Q2BKDJNE4QFKJ})
Credential ID: {UC-8f3a2b91-44cd}
License No. {RN-204817}
Registered Nurse, License No. {95023817}
사회복지사 1급 ({제1-48213호})
요양보호사 자격증 번호: {2019-0482137}
공인중개사 {제41-2020-00123호}
한국사능력검정시험 1급 합격번호 {54-100482}
정보보안기사, 자격증번호 {18-201-004821}
한식조리기능사 | {17404012345B} | 2017.05
보육교사 2급 자격번호 {가-2018-0482}
약사면허 {제 48213 호}
PMP #{2938471}
PMP® Certification Number {2938471}
CPA license number is {CA-118204}
Cert. No. {KR/2020/48213}
안전교육 이수증 번호 {2021-SF-00482}
운전면허 1종 보통, 지게차운전기능사({16-405-018273})
물리치료사 면허증 번호는 {60213}입니다.
Certificate ID {ABCD1234EFGH} (Coursera)
자격증번호: {11484658564K}
자격번호 {99-128158}
정보처리기사 ({11484658564K})
간호사 면허 {제 418807 호}
PMP (PMP# {3127740})
CISSP (No. {774120})
정보보안기사 ({제 18-S2-001174호})
Certificate number: {A-2019-00123}
License No.: {RN123456}
등록번호: {제2012-0881호}
""",
    "SNS_ID": """
트위터 {@hyewon_ng}, 텔레그램 {hwnamgung}
인스타 {@studio_bit} / 카톡 {studiobit}
🐦 {@onegyeol_ml}
카카오톡 ID: {hong_gd}
카톡아이디 {maru_ru22}
카톡 {jinsun_scm}
카톡: {hong1234}
인스타 {@hong_gd}
인스타그램 아이디는 {hong.gd}입니다
텔레그램 {@honggd}
Telegram: {@honggd}
Discord: {pyo#4417}
Instagram ID: {hong_gd}
Twitter {@mindy_fe}
유튜브 '{@dew_kitchen}' 구독자 2만
KakaoTalk ID {hong77}
라인 아이디: {hong77}
HackerOne: {bonabon93}
""",
}

# Several attributes at once, as people tell them.
STORIES = """
{F-6 비자}를 소지하고 있습니다.
체류자격: {F-4 (재외동포)}
{결혼이민자}로 한국에 온 지 10년입니다.
{이중국적자}입니다.
{북한이탈주민}입니다.
{새터민}입니다.
{한국으로 귀화}했습니다.
저는 {몽골} {다르항}에서 왔습니다.
{신혼부부}입니다.
{별거} 중입니다.
제 고향 {통영}은 바다가 아름답습니다.
{울릉도}에서 유년 시절을 보냈습니다.
{전라도 광주}에서 태어나
{대구} 사람입니다.
{주일학교 교사}로 7년간 봉사했습니다.
매주 {새벽기도에 나갑}니다.
{힌두교}라서 소고기는 먹지 않습니다.
{히잡}을 착용합니다.
생일은 {1986년} {음력 9월 초사흘}입니다.
{전몰군경 손자녀}로 가점 대상입니다.
해군 {15-71023456} 병장으로 전역했습니다.
전기산업기사 한국산업인력공단 {09204120345T}
선원수첩 번호는 {부산 10-33841}입니다.
화물운송종사자격 {경기-17-20883}
I am {27}, {married}; my wife works too.
I was {raised by my grandparents}.
{홀어머니} 밑에서 자라 일찍 철이 들었습니다.
{부모님께서 맞벌이를 하셔서} 혼자 지내는 시간이 많았습니다.
{고3 딸}과 {어린 아들을 키우고 있습니다}.
{시어머니를 모시고 살}고 있습니다.
{할머니 밑에서 자란} 저는
{부모님이 이혼}하셔서 일찍 독립했습니다.
{아버지를 일찍 여의}고 일을 시작했습니다.
{아버지의 사업이 부도}나면서
{군인 가족}으로 이사를 자주 했습니다.
{3대째 한의사 집안}입니다.
{둘째 출산}으로 퇴사했습니다.
{보육원에서 자랐습니다}.
{할아버지는 6·25 참전용사셨습니다}.
{아버지는 평생 버스를 모셨습니다}.
{워킹맘}으로 일했습니다.
{육아}로 인한 경력단절 3년
{딸 셋 중 둘째}입니다.
{교육자 집안에서 자라}
{목디스크}로 장시간 앉아 있기 어렵습니다.
{적록색약} 판정을 받았습니다.
{고혈압}과 {당뇨}가 있으나 약으로 조절됩니다.
{폐쇄공포증}이 있습니다.
{심장 스텐트 시술}을 받았습니다.
병역: {고도근시}로 면제
신체등급 4급({시력})
{B형 간염} 보유자로 조리 업무에서 제외되었습니다.
산업재해로 {손가락 두 개를 잃}었습니다.
{의수}를 사용하지만 빠르게 입력합니다.
{아버지가 위암으로 돌아가}셨습니다
저는 {베트남 하노이 출신}입니다.
{하반신 마비}로 {휠체어}를 탑니다.
{심장 판막 수술}을 받았습니다.
{간 이식 수술}을 받았습니다.
{제왕절개}로 출산했습니다.
저는 {왼손 절단} 장애가 있습니다.
{한쪽 눈을 실명}했습니다.
I am {a cancer survivor}.
{형은 삼성전자에 다니고} {동생은 대학생입니다}.
{누나는 미국에서 유학} 중입니다.
{남편은 소방관이고} {아이는 둘입니다}.
My parents {run a small bakery}.
{원불교 교당}에 다닙니다.
{영주권자}입니다.
올해 {마흔}입니다.
키는 작지만({154cm}) 목소리는 큽니다.
I am {173 cm} tall and {70 kg}.
{173 cm} tall, {70 kg}
키가 조금 큰 편({182cm})입니다.
허리 {32인치}, 발 270
집이 {신림동}이라 매장까지 걸어서 10분
집은 {연남동}이고 도보로 갑니다.
자택이 {상도동} 근처입니다.
current home address is {Blk 12 Lot 7, Sampaguita Street, Jaro, Iloilo City 5000, Philippines}, but
Driver's license (California): {Y4827193}
Driver's License No. {D123-4567-8901}
California driver license: {Y4827193}
저는 {1988년 11월} {서울}에서 태어났고 올해로 {서른여덟}이 되었습니다.
{어머니가 초등학교 급식 조리사로 일하시며} 저희 {세 남매를 키우셨습니다}.
현재 {경기도 부천시 원미구 상동}에서 아내와 {두 딸}과 함께 살고 있습니다.
{결혼 5년 차} {맞벌이 부부}라 육아 지원 제도가 중요합니다.
{무릎 연골 파열}로 수술한 뒤 재활을 마쳤습니다.
군 복무는 {허리 디스크}로 4급 판정을 받아 사회복무요원으로 마쳤습니다.
{한부모 가정에서 자라} 일찍 철이 들었습니다.
저희 집은 대대로 {불교 집안}입니다.
저는 {청각장애 3급}이지만 구화로 소통합니다.
{아버지께서 작은 인쇄소를 운영하셔서} 어릴 때부터 종이를 만졌습니다.
{재중동포} {3세}로 한국어와 중국어를 모두 씁니다.
{몽골}에서 온 유학생입니다.
국적은 {우즈베키스탄}이고 E-7 비자로 일하고 있습니다.
저는 {1남 3녀 중 셋째}입니다.
{쌍둥이 아빠}입니다.
키는 {175센티미터}, 몸무게는 {68킬로그램}입니다.
({만 29세}/{여}/{미혼})
{29세}, {여성}, {미혼}
{34}/{남}/{기혼}
본인 소개: {92년생} {남자} {미혼}
{1990.5.5일생}
{88년 용띠}입니다.
빠른 {91년생}이라 친구들은 {90년생}입니다.
{환갑}을 앞둔 나이에 새로 배웁니다.
{예순둘}의 나이로 재취업을 준비합니다.
주민등록상 생일은 {음력 3월 5일}이고
출생: {1991년 7월 9일}, {강원도 원주}
고향 {여수}를 떠나 서울로 왔습니다.
{경상도} 사나이답게 무뚝뚝합니다.
{광주}가 고향인 저는
{충북 제천}에서 초중고를 다녔습니다.
{남편과 사별}하고 홀로 아이를 키웠습니다.
{난청}이 있어 {보청기}를 착용합니다.
{제1형 당뇨}라 {인슐린 펌프}를 씁니다.
어릴 때 {소아마비}를 앓아 {다리가 불편}합니다.
{ADHD} 진단을 받고 약을 복용합니다.
{갑상선 기능 저하증}으로 약을 먹고 있습니다.
{크론병} 환자로서 유연근무가 필요합니다.
건강상 특이사항: {아토피}
과거 병력: {폐결핵 완치(2015)}
복용 중인 약: {혈압약}
장애 여부: {있음(지체 4급)}
보훈 대상: {해당}({국가유공자 손자녀})
병역: 육군 병장 만기 제대 (군번: {09-76012345})
종교를 물으신다면 {기독교}입니다.
주말에는 {교회 청년부 회장}으로 봉사합니다.
{불교 신자}이지만 절에 자주 가지는 못합니다.
{원불교 교도}입니다
자택: {서울 양천구 목동동로 100, 405호}
집주소는 {대구 북구 침산로 22길 15}예요
{강원도 홍천군 서면 한치골길 262}
{충남 아산시 배방읍 장재리 1750번지 펜타포트 102동 3305호}
{울산광역시 울주군 범서읍 점촌1길 25-3}
현재 {송파구 잠실동}에 전세로 살고 있습니다.
본가는 {전북 익산시}이고 지금은 {서울 신림동}에서 자취합니다.
{경남 김해시 율하2로 210, 1305동 2201호}
({03187}) 서울시 종로구
서울 마포구 서교동의 한 카페에서 창업했습니다.
거주지: {제주시 노형동}
주소지는 {인천 서구 청라동}입니다
{서울시 구로구 디지털로 300 지밸리비즈플라자 1502호}
카톡은 {dev.hong92} 입니다.
인스타: {@photo_haneul}
텔레그램 아이디 {sky_blue77}로 연락 주세요
학번은 {20201234}이고 지도교수는
사번 {B-10293}
자격번호 {20-1-0123456}
TOEIC 수험번호 {123456}
{두 살 터울 여동생}이 있습니다.
{세 살배기 딸}을 키웁니다
{부친은 농협에서 정년퇴직하셨습니다}.
모친: {주부}
배우자: {있음 (회사원)}
형제관계: {2남 중 장남}
My {dad ran a small bakery} and I helped at weekends.
I'm the {youngest of four siblings}.
I was born in {Ulsan} in {1991} and moved to Canada at {12}.
I turned {40} last spring.
At {35}, I decided to change careers.
I am a {36-year-old} {father of two}.
I'm a {single mother}.
I use a {wheelchair}.
I have {ADHD} and work best with clear priorities.
I am {deaf in one ear}.
I had {thyroid cancer} in 2020 and have fully recovered.
Nationality: {Uzbekistan}
I hold {dual Korean and US citizenship}.
I am a {practising Buddhist}.
We are a {Mormon} family.
I live in {Haeundae-gu, Busan} with my husband.
Home address: {1203-ho, 101-dong, 45, Bundang-ro 53beon-gil, Bundang-gu, Seongnam-si, Gyeonggi-do}
Height: {172cm}, Weight: {65kg}
Gender: {F} | DOB: {1994-02-11} | Marital status: {Single}
DOB {11/02/1994}
Date of Birth : {11 Feb 1994} ({31})
Age/Sex: {31}/{F}
Blood Type: {O+}
Religion: {Protestant}
Religion - {Islam}
Disability: {Yes (visual impairment)}
Military ID: {09-76012345}
Student ID No: {2012-10234}
Kakao ID: {haneul_k}
Instagram: {@haneul.k}
저는 올해로 {만 41세}이며 {두 아들의 아버지}입니다.
{전주}에서 나고 자라 대학에 진학하며 서울로 올라왔습니다.
{아버지는 택시 운전을 하셨고} {어머니는 시장에서 반찬 가게를 하셨습니다}.
현재 {경기 광명시 철산동}에 거주하고 있어 출퇴근에 40분이 걸립니다.
{1996년 8월 23일생}, {부산 동래구} 출생
{폐암}으로 투병하시던 할머니를 간병했습니다.
{뇌전증}이 있지만 약으로 조절하고 있습니다.
왼쪽 {시력을 잃}었지만 업무에 지장이 없습니다.
{개신교 신자}로 매주 {예배에 참석}합니다.
본인은 {카자흐스탄 국적}의 {고려인}입니다.
{결혼한 지 7년}이 되었고 {딸 하나를 두고 있습니다}.
저는 {163cm}에 {52kg}입니다.
혈액형은 {B형}입니다.
{서울시 은평구 불광동 미성아파트 3동 507호}
집: {광주광역시 남구 봉선로 12번길 7}
{경기도 안양시 동안구 시민대로 235 (관양동)}, 우편번호 {14055}
주소 - {충북 청주시 상당구 상당로 55 2층}
본적: {경남 밀양시 삼랑진읍}
생일 {95.12.25}
({1995. 12. 25.}, {만 29세})
나이 {서른}
성별 - {여}
키 {1m 78cm}
몸무게 {70킬로} 정도
종교 없음
국적 {대한민국}
카카오톡: {sunny_day}
수험번호 {20240101}
군번 {18-12345678}, 육군 병장 만기전역
{장애인(청각 2급)} 전형 지원
{국가유공자(손)} 가점 대상
I'm {29}, {Filipino}, and {married with two kids}.
My {parents are farmers in Naju}.
I grew up in {Incheon} as the {eldest daughter}.
I was born {June 3, 1990}.
Date of birth - {1990/06/03}
Age {34}, {male}, {single}
Residence: {Yeonsu-gu, Incheon}
Address: {B-1203, 20 Gwanggyojungang-ro, Yeongtong-gu, Suwon-si}
I have {type 2 diabetes} and {high blood pressure}.
I'm {visually impaired} and use a screen reader.
나이/성별: {34}/{남}
"""

KEPT = """
체류자격 E-7-4로 근무 가능
E-7 비자 발급 대행 업무를 담당했습니다.
국적 선사에서 3등 항해사로 근무했습니다.
결혼이민자 대상 한국어 강사
성가대 지휘 앱 개발
만 5세 반을 맡아 12명을 지도했습니다.
전기기사 실기 2019-1회 합격
우울증을 겪는 내담자에게 인지행동치료를 적용했습니다.
치매를 앓는 어르신 20명의 식사를 도왔습니다.
휠체어를 사용하는 승객을 안내했습니다.
보청기를 사용하는 어르신 대상 조사
환자의 당뇨 진단을 도왔습니다.
무릎 수술을 받은 환자의 재활 프로그램을 설계했습니다.
두 아이를 키우는 고객의 의견을 반영했습니다.
초등학생 자녀를 둔 학부모를 상담했습니다.
맞벌이 부부를 위한 돌봄 서비스를 기획했습니다.
보육원 봉사활동을 10년간 했습니다.
결제 장애로 인한 손실을 줄였습니다.
디스크 때문에 지연이 발생했습니다.
배관 파열로 인한 사고를 막았습니다.
아버지의 가르침을 따라 정직하게 일했습니다.
가족 같은 분위기에서 일했습니다.
Provided care to patients suffering from dementia.
형은 서버를 키우시는 분이라
아버지는 말했다
누나는 항상 응원해 주었다
동생은 책을 읽는다
심장 수술 로봇 개발
간 이식 환자 데이터 분석
미국 출신 교수의 강의 번역
이제 40입니다만 배포 서버는 늘어났습니다
영주권 상담 서비스 개발
귀화 시험 문제집 편집
My parents run the house rules
엔지니어가 서비스를 운영하는 형태
대리점을 운영하는 형식의 사업
두 자매 회사를 합병
두 아이디어를 비교
두 아이템을 출시
세 자녀 가구 혜택 안내
쌍둥이 임신 정보 앱
여자 농구단 마케팅
여성으로서의 경험 연구
자녀 교육 플랫폼 3건 개발
쌍둥이 건물 구조 설계
디지털 트윈과 쌍둥이 모델 비교
두 딸기 농장 비교 연구
형제 회사와 협업
부양가족 공제 계산기 개발
가족 친화 기업 3년 연속
아버지 학교 프로그램 운영
가톨릭대학교 간호학과 졸업
불교 문화재 복원 프로젝트
기독교 서적 출판사 편집
교회 음향 시스템 설계
미사일 방어 시스템
종교학 전공
종교 데이터 시각화
church website redesign for a client
CBS 기독교방송 제작
몽골 출신 개발자 고객
일본인 고객 응대 3년
중국인 관광객 대상 마케팅
중국 상하이에서 태어난 브랜드
미국인 바이어와 협상
일본 도쿄에서 열린 전시
독일 뮌헨에서 근무
구글 출신 개발자와 협업
중국 칭다오에서 공장 설립
키 값 154개를 저장
70 kg 하중 시험
테이블 높이 173 cm
성별(남/여) 선택 화면 구현
여성 고객 데이터 분석
남성 의류 매출
single page application
Single sign-on. Built the service.
married data from two sources
국가유공자 지원 업무
보훈대상자 관리 시스템
집이 이동이라는 앱
집은 자동이라 편합니다
Driver's license: Class C
driver license required
텔레그램 알림 봇
@Transactional 사용
오픈일인 11월 24일에 배포
서비스 장애 대응으로 팀을 이끌었습니다.
당뇨 예측 모델을 만들었습니다.
암 환자 데이터 분석 프로젝트
우울증 상담 챗봇 개발
천식 환자 교육 자료 제작
정신과 병동에서 간호사로 근무
임신 주차별 콘텐츠를 추천하는 앱
아토피 크림 브랜드 마케팅
간병인 매칭 플랫폼 운영
혈압약 복약 알림 앱 개발
장애인 복지관 봉사활동 100시간
색약 사용자를 위한 팔레트 설계
치매 예방 프로그램 운영
암 조기 진단 AI 연구
diabetes prediction model
Led asthma research at the hospital
depression screening app for students
Knee surgery robot firmware
Pregnancy tracker app with 1M users
AWS SAA-C03 합격
Microsoft AZ-104, DP-900
정보처리기사 2018.05
정보처리기사 2019-2021 강의
정보처리기사 필기 2018.05.19
CCNA 200-301 준비
특허 등록번호 관리 시스템
License: Apache-2.0
License key 발급 서버 구현
간호사 12명, 의사 2024명 교육
교사 연수 2019-03
ISO 27001 인증 심사원
ISO 9001 인증 취득 (2019.03)
법률 제18430호에 따른 자격 관리
자격증 3건 취득
면허 관리 시스템 2.1 구축
의사 결정 2020-2022 지원
기사 12345건 크롤링
뉴스 기사 2023-2024 분석
남부지방산림청 시스템을 구축했습니다.
남녀 공학 고등학교를 졸업
여하튼 배포는 성공했습니다.
3세대 배터리 관리 시스템
2인 개발팀에서 일했습니다.
React 18과 Node 20을 씁니다.
5세대 이동통신 장비
연령대 분석 대시보드
성별 데이터 분석과 시각화
국적 데이터 정제 모듈
건강보험공단 시스템 개발
종교 데이터셋을 수집했습니다.
장애 대응 매뉴얼을 작성했습니다.
장애 처리 시간을 30분에서 5분으로
장애 복구 자동화
서비스 장애를 0건으로 줄였습니다.
장애 3건을 해결했습니다.
1급 장애 대응 훈련
장애 1급 대응 체계
장애가 발생하면 자동으로 전환합니다.
시스템 장애가 있어 원인을 찾았습니다.
네트워크 장애로 서비스가 중단되었습니다.
장애: 없음
장애 격리와 재시도
키 값 저장소를 설계
키 128bit 암호화
키 256비트 AES
키 192bit
키 150개를 관리합니다
캐시 키 3종을 정리
외래 키 180개 정리
무게 중심 계산
가중치 70kg이 아니라 70개
몸무게 예측 모델을 학습
나이브 베이즈 분류기
나이키 온라인 몰 구축
결혼정보 서비스 개발
결혼 정보 앱의 추천 알고리즘
가족친화 기업 인증
가족돌봄 휴가 제도 설계
미혼 남녀 매칭 알고리즘
기혼 여성 고객 세그먼트
이혼율 통계 분석
종교계 협력 사업
기독교 방송국 홈페이지 개편
불교 문화재 데이터베이스
당뇨 예측 모델을 만들었습니다.
당뇨 환자 데이터 분석
우울증 챗봇 서비스를 기획
암 진단 보조 AI
암호화 모듈
폐암 영상 분류 모델
고혈압 관리 앱을 출시했습니다.
치매 예방 서비스 기획
알레르기 성분 표시 기능
디스크 용량을 줄였습니다.
디스크 장애 복구
메모리 및 디스크 사용량 모니터링
SSD 디스크 교체
골절 검출 딥러닝 논문
코로나19 대응 예약 시스템
코로나19 때문에 재택 근무를 도입
수면 데이터 분석
공황 상태의 서버를 되살렸다
눈 수술 로봇 제어 소프트웨어
서류 전형 면제 (경력자)
출생률 통계 시각화
생산성 향상 20%
2019년 생산 라인 자동화
2020년 생활 서비스 출시
2021년 생성형 AI 도입
2018년 생태계 조성 사업
2019년 상반기 신입 공채
2020.03.02 입사
2015.03 ~ 2019.02 한빛대학교
2019년 3월 2일 입사, 2022년 12월 31일 퇴사
작성일: 2024.05.01
버전 20.03.15 배포
2012년에 태어난 서비스가 아니라 개편된 서비스
1인 가구 대상 서비스
만 18세 이상 이용 가능
19세 미만 접근 제한 기능
20~30세 고객 분석
30세 이하 청년 대상 사업
20대 고객이 45% 증가
3년 이상 경력
5살 아이용 콘텐츠가 아닌 교육 콘텐츠
살펴보고 살린 프로젝트
열 살펴보기
스물다섯 개의 API
서른 개 매장에 도입
스물네 시간 모니터링
마흔 번의 배포
age 필드를 검증합니다
The 10-year-old codebase was rewritten.
A 5 year old system was migrated.
We turned 30 services into 5.
I was 3rd in the contest.
I am 100% committed.
aged data archive
Average age of tickets dropped to 3 days.
male-to-female connector
Single sign-on and single page applications
a single point of failure
Married the two code bases into one
Korean language models
Korean NLP at Example Lab
Vietnamese market entry
Japanese JLPT N2
Chinese customers
National Tax Service integration
Christian-era calendar conversion
Muslim-friendly travel app
Cancer detection model with U-Net
Diabetes prediction with XGBoost
depression detection research with cancer data
blind test and double-blind review
deaf-accessible captions feature
autism research data pipeline
heart rate monitoring with wearables
stroke width transform
Worked with cancer researchers
Father of the design system
sister company in Singapore
parent component and child component
child process with three children nodes
mother board testing
partner companies in Busan
Born out of a hackathon
Born in the cloud
Raised in Series A funding
from Busan to Seoul in two hours
Key: 178 entries
Weight: 70 percent of the score
Height: 48px
weight 0.7
height 100vh
서울대 출신 팀원들과 협업
삼성 출신 개발자와 협업
카카오 출신 창업자
부산 지사에서 근무했습니다.
대구에서 열린 학회에서 발표
서울에서 서비스를 성장시켰습니다.
인도 개발팀과 협업
미국 법인과 화상 회의
중국 시장 진출
일본 지사 파견 6개월
베트남 오프쇼어 팀 관리
한국 기업의 해외 진출
대한민국 소프트웨어 대전 수상
가나 초콜릿 마케팅
칠레 와인 수입 시스템
아버지 노드와 자식 노드
부모 클래스와 자식 클래스
형식 검증과 형태소 분석
자매 회사와 통합
형제 노드를 순회합니다
동생산 체계
아이 둘러보기 기능
막내 개발자로 시작했습니다.
처리 속도와 처방 데이터
모 대기업에서 근무
부 시스템을 설계
남 다른 책임감
여 러 서비스를 운영
인스타그램 API 연동
카카오톡 채널 챗봇 구축
텔레그램 봇 v2 개발
라인 12개의 공장
유튜브 영상 120편 제작
페이스북 광고 2021 캠페인
디스코드 봇 제작
제1회 해커톤 대상
제3자 배정 유상증자
특허 제출 3건
정보처리기사 2018.05
간호사 12명을 교육
교사 1급 연수
CPA 2019 취득
PMP 2020
국가유공자 예우 시스템 구축
보훈공단 병원 정보 시스템
보훈 데이터 표준화
육군 병장 만기전역
병역: 군필
학번 체계 개편
사번 기반 로그인 구현
성별, 나이, 국적은 묻지 않습니다.
키와 몸무게를 묻지 않는 채용
결혼 여부와 무관하게 평가
혈액형 성격설은 믿지 않습니다.
교회 건축 설계 프로젝트
성당 리모델링 감리
신자유주의 논문
남성복 쇼핑몰 개발
여성복 카테고리 MD
남성용 화장품 마케팅
여성가족부 연구 용역
"""


def _cases(lines: str) -> list[str]:
    return [line.rstrip().replace("⏎", "\n") for line in lines.strip().splitlines()]


def _findings(text: str) -> list[Finding]:
    """What is claimed; people are another list's."""
    claims = PatternDetector().find(RawText(text))
    return disjoin([f for f in claims if f.score >= MINIMUM_SCORE and f.entity_type != "PERSON"], text)


def _joined(text: str, findings: list[Finding]) -> list[str]:
    """Values, those that touch as one."""
    places = sorted({place for f in findings for place in range(f.start, f.end)})
    starts = [place for place in places if place - 1 not in set(places)]
    ends = [place + 1 for place in places if place + 1 not in set(places)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _marks(line: str) -> list[str]:
    return re.findall(r"\{([^{}]*)\}", line)


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in FOUND.items() for line in _cases(lines)])
def test_an_attribute_is_masked_and_nothing_beside_it(kind: str, line: str) -> None:
    text = re.sub(r"[{}]", "", line)
    findings = _findings(text)
    assert _joined(text, findings) == _marks(line)
    assert kind in {f.entity_type for f in findings}


@pytest.mark.parametrize("line", _cases(STORIES))
def test_a_story_loses_its_attributes_and_keeps_its_words(line: str) -> None:
    text = re.sub(r"[{}]", "", line)
    assert _joined(text, _findings(text)) == _marks(line)


@pytest.mark.parametrize("text", _cases(KEPT))
def test_what_only_looks_like_an_attribute_stays(mask: Mask, text: str) -> None:
    assert mask(text) == text


def test_the_lists_are_as_long_as_they_should_be() -> None:
    assert sum(len(_cases(lines)) for lines in FOUND.values()) >= 300
    assert len(_cases(KEPT)) >= 150


@pytest.mark.parametrize(
    "text",
    [
        "영수증번호: RC-260601-7731",
        "처방전 발행번호: RX-26-0421-0089",
        "등록동물: 푸들(등록번호 4100820)",
        "평균 사용자는 키 168cm, 몸무게 64kg 수준입니다.",
        "거동이 불편한 고령자를 위한 서비스를 기획했습니다.",
    ],
)
def test_papers_of_trade_averages_and_those_served_tell_of_nobody(mask: Callable[[str], str], text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("자격증 발급번호: 24-00123-11", "자격증 발급번호: <CERTIFICATE_NUMBER_1>"),
        ("키 168cm, 몸무게 64kg 입니다.", "<PRIVATE> 입니다."),
        ("받는사람: 이수민 님", "받는사람: <PERSON_1> 님"),
    ],
)
def test_ones_own_number_measures_and_name_are_masked(mask: Callable[[str], str], text: str, masked: str) -> None:
    assert mask(text) == masked
