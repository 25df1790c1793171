# ruff: noqa: E501 - tables of cases
"""Employers without form or ending: found beside words of employment and in tables, and never where nobody is named."""

import pytest

from service.privacy.recognizers import OrganizationRecognizer, SchoolRecognizer, analyse

# The employer stands between braces; all of them are invented.
PROSE = r"""
{가람누리}에서 백엔드 개발자로 일했습니다.@{모아빌}에서 3년간 근무했습니다.@{두온랩스타}에 2019년 3월에 입사했습니다.@{솔티움}을 퇴사하고 잠시 쉬었습니다.@현재 {네오비트라}에 재직 중입니다.@{해담푸드}에서 품질관리 담당자로 근무하며 많이 배웠습니다.@대학 졸업 후 {리브온}에 합류했습니다.@{온마루커머스}에서 데이터 분석가로 일하였습니다.
2020년 여름 {그린나래}에서 인턴으로 일했습니다.@{별빛물류}에 영업사원으로 입사하여 5년을 보냈습니다.@{아토빌}로 이직한 뒤 결제 서버를 맡았습니다.@{미르누리소프트}에서 일하면서 만든 도구입니다.@작년에 {다솜에듀}를 퇴사했습니다.@{윤슬미디어}에 취업하여 영상 편집을 맡았습니다.@첫 직장인 {벼리온}에서 회계 담당자로 근무했습니다.@{라미엔}에서의 근무 경험을 살리고 싶습니다.
{초록우물}에서 생산기술 엔지니어로 일했다.@저는 {하제식품}에 신입으로 입사했습니다.@{예그리나} 재직 중에 자격증을 땄습니다.@{피움소프트} 재직 당시 맡은 일입니다.@2018년 9월부터 2021년 2월까지 {토리온}에서 광고 운영을 맡았습니다.@{새론디앤씨}에 채용되어 현장 관리를 배웠습니다.@{빛누리에너지}에서 품질 담당자로 일했습니다.@{Veltrix}에서 백엔드 개발자로 일했습니다.
{Nurion}에 입사했습니다.@{Quorvia}에서 3년간 근무하였습니다.@{다담로보틱스}에서 제어 엔지니어로 재직하였습니다.@{우듬지}에서 서비스 기획자로 일했습니다.@{온누비}에 스카우트되어 팀을 꾸렸습니다.@{시나브로웍스}에서 근무할 때 겪은 일입니다.@{해오름핀}에서는 인사 담당자로 일했습니다.@{두레온}에서 서울 본사에서 근무했습니다.@{꼬마달}에 디자이너로 합류했습니다.
{노을빛게임즈}에서 클라이언트 개발자로 일했습니다.@{바름회로}에 몸담은 지 5년이 되었습니다.@I worked at {Veltrix} as a backend engineer.@I joined {Nurion} in 2019.@She worked for {Quorvia Labs} for three years.@Software engineer at {Brightwell}, 2019-2021.
I left {Tavoro} in 2020.@Worked as a data analyst at {Northquay}.@I interned at {Pellucid} during the summer.@Before that I was at {Marrowby} as a product manager.@I was employed by {Osterly} until March.
He is currently at {Dunmore Systems}.@I resigned from {Calvero} last year.@Previously at {Hexaform}.@She has been a designer at {Lumenor} since 2020.@My internship at {Fernpath} taught me a lot.
Working at {Solvane}, I built a parser.@저는 물류 기업 {한울터}에서 재고 관리자로 일했습니다.@졸업하자마자 {누벨라}에 들어가 일했습니다.@{코드베리}에서 프론트엔드 인턴을 마쳤습니다.@이후 {누벨라}로 자리를 옮겼습니다.@전 직장 {모아빌}에서는 결제를 맡았습니다.@{모아빌}(재직 중)@저는 {둥지}에서 기획자로 일했습니다.
In 2019 I moved to {Tavoro} as a lead.@{한울시스템즈코어}에 재직 중입니다.
"""
ROWS = r"""
{도란소프트} | 백엔드 개발자 | 2019.03 ~ 2021.02@{Brightwell} | Backend Engineer | Mar 2019 - Feb 2021@2019.03 ~ 2021.02 {모아빌} 결제개발팀@2019.03 - 현재 {온새빛} 개발팀 과장@경력\n{새빛온} / 과장@경력사항\n{하늬솔} | 대리\n- 결제 개선
경력\n{두온푸드} (2019.03 ~ 2021.02)\n- 원가 절감@Experience\n{Osterly} — Data Analyst@{다니엘파크} · 마케터 · 2020.01 ~ 2022.05@2018.03 ~ 2020.02 | {벼리온} | 회계 담당자@Work Experience\n{Calvero} (Mar 2019 - Feb 2021)\nBackend Engineer
경력\n2019.03 ~ 2021.02 {라온누비}@주요 경력\n{미르온} 2019.03 ~ 2021.02@{해담빛} - 백엔드 개발자 (2019.03 ~ 2021.02)@2017.09 ~ 2019.08\t{온누비}\t품질관리 사원@{모던빌}(2019.03 ~ 2021.02) 백엔드 개발자@- {모던빌} 백엔드 개발자 (2019.03~2021.02)
경력\n1. {모던빌} | 2019.03 ~ 2021.02 | 백엔드 개발자@## 경력\n### {모던빌}\n2019.03 ~ 2021.02 백엔드 개발자@Backend Engineer, {Tavoro} (2019 - 2021)@{Tavoro} - Senior Backend Engineer (2019.03 - 2021.02)
"""
TABLES = r"""
| 기간 | 회사 | 직무 |\n|---|---|---|\n| 2019 | {한모아} | 사원 |\n| 2021 | {두온} | 대리 |\n| 2023 | {새미르} | 과장 |
회사명\t직위\t기간\n{가람누리}\t대리\t2019\n{초롱빛}\t과장\t2021
| No | 근무처 | 담당 업무 |\n| 1 | {늘솔} | 회계 |\n| 2 | {바름} | 세무 |
Company | Title | Period\n{Veltrix} | Engineer | 2019\n{Blue Harbor} | Lead | 2021
| Employer | Position | Dates |\n| {Osterly} | Analyst | 2019 |
company,title,start\n{Nurion},Engineer,2019\n{Tavoro},Manager,2021
| 직장명 | 부서 | 직급 |\n| {이든터} | 영업 | 사원 |
기간│소속│직책\n2019│{다솜온}│연구원\n2020│{단미}│선임
| 기간 | 기관 | 업무 |\n| 2019 | {참빛나눔} 홍보팀 | 홍보 |
| 입사일 | 퇴사일 | 회사 | 비고 |\n| 2019 | 2020 | {우리둘} | 이직 |
| 기간 | **회사** | 직무 |\n| 2019 | **{솔담}** | 사원 |
회사명;직위;기간\n{모리온};사원;2019
"""
NOBODY = r"""
서울에서 일했습니다.@판교에서 근무합니다.@현장에서 일하며 배웠습니다.@우리 팀에서 일했습니다.@스타트업에서 근무한 경험이 있습니다.@회사에서 일하면서 느꼈습니다.@React에서 근무 화면을 만들었습니다.@공장에서 생산직으로 일했습니다.@카페에서 아르바이트로 일했습니다.@물류센터에서 근무했습니다.@고객센터에서 상담원으로 근무했습니다.@해외에서 일하고 싶습니다.@도쿄에서 3년간 근무했습니다.
팀에 합류했습니다.@회사에 입사한 뒤 배웠습니다.@2019년 3월에 입사했습니다.@프로젝트에 합류하여 설계를 맡았습니다.@개발팀에 합류했습니다.@회사를 퇴사했습니다.@직장을 퇴사하고 공부했습니다.@개발자로 이직했습니다.@백엔드로 이직을 준비했습니다.@서울로 이직했습니다.@대기업으로 이직했습니다.@재택 근무를 합니다.@원격 근무 중입니다.@리모트 근무 경험이 있습니다.@주말 근무도 가능합니다.
야간 근무를 했습니다.@하계 인턴 경험이 있습니다.@백엔드 인턴으로 시작했습니다.@마케팅 인턴을 했습니다.@신입으로 입사했습니다.@동시에 입사한 동기들입니다.@당시에 재직하던 동료입니다.@편의점에서 일했습니다.@병원에서 간호사로 근무했습니다.@학교에서 교사로 근무했습니다.@은행에서 인턴으로 일했습니다.@연구실에서 조교로 일했습니다.@금융권에서 10년간 근무했습니다.@제조업 분야에서 일했습니다.
글로벌 환경에서 일하고 싶습니다.@원하는 곳에서 일하고 싶습니다.@여기에서 한 일을 적습니다.@같은 자리에서 일했습니다.@쿠버네티스 환경에서 일했습니다.@카프카에서 근무 기록을 읽습니다.@파이썬에서 인턴 과제를 풀었습니다.@애자일 조직에서 일했습니다.@현업에서 실무 경험을 쌓았습니다.@최전선에서 일하는 사람들입니다.@사무실에서 근무합니다.@본사에서 근무했습니다.@부산 지사에서 근무했습니다.
성수동에서 근무합니다.@실리콘밸리에서 일하는 것이 꿈입니다.@미국에서 인턴을 했습니다.@베트남에서 주재원으로 근무했습니다.@군대에서 행정병으로 근무했습니다.@마케팅팀에서 인턴으로 근무했습니다.@영업본부에서 일했습니다.@데이터 분야에 취업하고 싶습니다.@2년 만에 퇴사했습니다.@개인 사정으로 퇴사했습니다.@계약직으로 근무했습니다.@정규직으로 채용되었습니다.@어린이집에서 보육교사로 일했습니다.
콜센터에서 일했습니다.@백화점에서 판매직으로 일했습니다.@I worked at home for two years.@I worked at night.@I joined the platform team.@I work for Three days a week.@Worked at scale with Kafka.@I joined in March 2019.
I worked at Seoul for a year.@He left early in the day.@She is good at Python as a tool.@Engineer with Java at heart.@결제 시스템 개편 | 백엔드 개발자 | 2019.03 ~ 2019.08@2019.03 ~ 2019.08 주문 서비스 개발
프로젝트\n주문 개선 | 백엔드 개발자 | 2019.03 ~ 2019.08@기술 | Java / Kotlin / Spring@2019.03 ~ 2021.02 백엔드 개발자|- 결제 지연을 줄임 / 담당@경력\n- 배포 시간을 줄이고 문서를 정리함@경력\n총 5년 3개월@직무 / 과장@경력\n백엔드 개발자
| 기간 | 회사 | 직무 |\n| 2019 | - | 사원 |\n| 2020 | 없음 | 대리 |\n| 2021 | 스타트업 | 과장 ||| 기간 | 소속 | 업무 |\n| 2019 | 개발팀 | 개발 |@이름\t나이\n하늘\t3|| 기술 | 기간 |\n| Kotlin | 3년 |@유튜브에서 영상 편집자로 일했습니다.@한강에서 안전요원으로 근무했습니다.@조선소에서 용접공으로 일하셨습니다.
비영리단체에서 봉사자로 일했습니다.@이직 사유: 개인 사정@지원동기 및 입사 후 포부@귀사에 입사한다면@재직증명서 발급@박사과정에 재직 중@슬랙에서 근무 알림을 봅니다.@오픈마켓에서 MD로 일했습니다.@물류에서 담당자로 일했습니다.@고객관리시스템에서 근무 기록을 봤습니다.@스마트팩토리에서 근무했습니다.@Kotlin | Spring Boot | 2019.03 ~ 2021.02 | 백엔드 개발자
2019.03 ~ 2021.02 휴학@2020.05 최우수상 | 팀장@쿠버네티스에서 배포를 맡아 근무했습니다.@경력\n클라우드 보안 | ATT&CK 매핑 | 담당@I work at Speed.@I joined Python Korea meetup.@Tech Lead at Work
"""


def _cases(listed: str) -> list[str]:
    """Read cases between ``@`` or line ends; ``\\n`` and ``\\t`` in them are breaks and tabs."""
    cases = listed.strip().replace("\n", "@").split("@")
    return [case.replace("\\n", "\n").replace("\\t", "\t") for case in cases]


def _employers(text: str) -> set[str]:
    return {text[item.start : item.end] for item in OrganizationRecognizer().find(analyse(text))}


def _schools(text: str) -> set[str]:
    return {text[item.start : item.end] for item in SchoolRecognizer().find(analyse(text))}


def _marked(case: str) -> tuple[str, set[str]]:
    names = set(case.replace("}", "{").split("{")[1::2])
    return case.replace("{", "").replace("}", ""), names


@pytest.mark.parametrize("case", [*_cases(PROSE), *_cases(ROWS), *_cases(TABLES)])
def test_an_employer_is_found(case: str) -> None:
    text, names = _marked(case)
    assert _employers(text) == names


@pytest.mark.parametrize("text", _cases(NOBODY))
def test_work_for_nobody_who_is_named_is_no_employer(text: str) -> None:
    assert _employers(text) == set()


@pytest.mark.parametrize(
    "case",
    [
        "| 기간 | 학교 | 전공 |\n|---|---|---|\n| 2019 | {가온외국어} | 경영학과 |\n| 2023 | {한빛} | 통계학과 |",
        "학교명\t학과\t졸업\n{새길과기대}\t전자공학과\t2019",
        "School | Degree\n{Northquay Academy} | BSc",
        "| 학교 | {가온외국어} | 전공 | 경영학과 |",
    ],
)
def test_a_school_is_found_in_its_column(case: str) -> None:
    text, names = _marked(case)
    assert _schools(text) == names


@pytest.mark.parametrize(
    "text", ["경영학과", "컴퓨터공학과 졸업", "| 기간 | 학교 | 전공 |\n|---|---|---|", "경영학과 | 학사 | 2019", "학과: 경영학과", "| 학교 | 전공 | 학위 |\n| - | 경영학과 | 학사 |"],
)  # fmt: skip
def test_a_department_and_a_heading_are_no_school(text: str) -> None:
    assert _schools(text) == set()


def test_a_heading_is_no_employer() -> None:
    assert _employers("| 기간 | 회사 | 직무 |\n|---|---|---|") == set()


@pytest.mark.parametrize(
    "text",
    [
        "가람누리에서 개발자로 일했습니다. 그때 가람누리의 고객은 적었고, 가람누리는 작았습니다.",
        "(주)가람누리 재직. 가람누리의 고객은 적었고, 이후 가람누리는 커졌습니다.",
        "| 기간 | 회사 |\n| 2019 | 가람누리 |\n\n가람누리의 고객은 적었고, 가람누리는 작았습니다.",
    ],
)
def test_a_name_that_is_found_is_found_wherever_it_stands(text: str) -> None:
    found = {item.start for item in OrganizationRecognizer().find(analyse(text)) if item.end <= len(text)}
    mentions = {place for place in range(len(text)) if text.startswith("가람누리", place)}
    assert len({place for place in mentions if place in found or place - 3 in found}) == len(mentions) == 3


def test_a_name_within_a_word_is_another() -> None:
    text = "모아빌에서 3년간 근무했습니다. 모아빌딩은 다른 말입니다."
    assert _employers(text) == {"모아빌"}
    assert sum(item.start > 10 for item in OrganizationRecognizer().find(analyse(text))) == 0
